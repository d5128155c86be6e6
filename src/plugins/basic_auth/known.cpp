// SPDX-License-Identifier: Apache-2.0
// The only place where a stored hash is opened for comparing.
#include "plugins/basic_auth/known.h"

#include <utility>

#include "plugin/credentials.h"
#include "plugins/basic_auth/credential.h"
#include "store/sealing.h"

namespace cardea::plugins::basic_auth {
namespace {

using identity::StoredPassword;

Result<identity::Decoded> decode(std::span<const store::Row> rows, const crypto::Keyring& keyring) {
  if (rows.empty()) return identity::Decoded{};
  const store::Row& row = rows.front();
  const schema::Entity& entity = BasicCredential::entity();
  auto read = entity.read<BasicCredential>(row);
  const auto opened = store::open_field(entity, "password", row, keyring);
  if (!opened) return fail(opened);
  auto hash = crypto::PasswordHash::read(opened->reveal());
  if (!hash) {
    return fail(Error{ErrorKind::internal, Origin::store,
                      "the password of credential " + read.id + ": " + hash.error().detail, false});
  }
  auto known = std::make_shared<StoredPassword>(std::move(read.id), std::move(read.consumer),
                                                std::move(*hash), Lifetime(read.expires_at));
  const std::size_t bytes = sizeof(StoredPassword) + 256;
  return identity::Decoded{std::move(known), bytes};
}

}  // namespace

const identity::Source<StoredPassword>& credentials_by_username() {
  static const auto source =
      identity::Source<StoredPassword>::of(BasicCredential::entity(), "username");
  return source;
}

void declare_credentials(const plugin::Wiring& wiring) {
  auto with_keys = [keyring = wiring.keyring](std::span<const store::Row> rows) {
    const auto now = keyring();
    return decode(rows, *now);
  };
  plugin::declare_credentials(wiring, BasicCredential::entity(), "username", std::move(with_keys));
}

}  // namespace cardea::plugins::basic_auth
