// SPDX-License-Identifier: Apache-2.0
// Rows to what is remembered of them.
#include "plugins/key_auth/known.h"

#include "plugin/credentials.h"
#include "plugins/key_auth/credential.h"

namespace cardea::plugins::key_auth {
namespace {

const schema::Field& hash_field() {
  const schema::Entity& entity = KeyCredential::entity();
  return entity.lookup_of(*entity.key());
}

Result<identity::Decoded> decode(std::span<const store::Row> rows) {
  if (rows.empty()) return identity::Decoded{};
  auto read = KeyCredential::entity().read<KeyCredential>(rows.front());
  auto known = std::make_shared<KnownKey>();
  known->id = std::move(read.id);
  known->consumer = std::move(read.consumer);
  known->lifetime = Lifetime(read.expires_at);
  const std::size_t bytes = sizeof(KnownKey) + known->id.size() + known->consumer.size() + 32;
  return identity::Decoded{std::move(known), bytes};
}

}  // namespace

const identity::Source<KnownKey>& credentials_by_hash() {
  static const auto source =
      identity::Source<KnownKey>::of(KeyCredential::entity(), hash_field().name);
  return source;
}

void declare_credentials(const plugin::Wiring& wiring) {
  plugin::declare_credentials(wiring, KeyCredential::entity(), hash_field().name, decode);
}

}  // namespace cardea::plugins::key_auth
