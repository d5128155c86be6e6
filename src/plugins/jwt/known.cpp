// SPDX-License-Identifier: Apache-2.0
// The only place where a credential's secret is opened: it goes into the key's hash states and is
// wiped.
#include "plugins/jwt/known.h"

#include <algorithm>
#include <utility>

#include "base/heap.h"
#include "identity/sources.h"
#include "plugin/credentials.h"
#include "plugins/jwt/credential.h"
#include "store/sealing.h"

namespace cardea::plugins::jwt {
namespace {

Result<identity::Decoded> decode(std::span<const store::Row> rows, const crypto::Keyring& keyring) {
  if (rows.empty()) return identity::Decoded{};
  const store::Row& row = rows.front();
  const auto read = JwtCredential::entity().read<JwtCredential>(row);
  auto known = std::make_shared<KnownCredential>();
  if (read.consumer.size() != known->consumer_id.size()) {
    return fail(Error::internal("a JWT credential whose consumer's id is no UUID: " + read.id));
  }
  std::ranges::copy(read.consumer, known->consumer_id.begin());
  known->lifetime = Lifetime(read.expires_at);
  known->algorithm = read.algorithm;
  if (jose::family(read.algorithm) != jose::Family::hmac) {
    known->public_key = std::make_unique<const std::string>(read.rsa_public_key.value_or(""));
  } else {
    const auto secret = store::open_field(JwtCredential::entity(), "secret", row, keyring);
    if (!secret) return fail(secret);
    known->secret_keys = jose::SecretKeys::make(read.algorithm, secret->reveal());
  }
  const std::size_t bytes = known->footprint();
  return identity::Decoded{std::move(known), bytes};
}

}  // namespace

std::size_t KnownCredential::footprint() const {
  std::size_t bytes = shared_heap_bytes<KnownCredential>();
  if (public_key) bytes += heap_bytes(sizeof(std::string)) + heap_bytes(public_key->size() + 1);
  return bytes + secret_keys.footprint();
}

const identity::Source<KnownCredential>& credentials_by_key() {
  static const auto source = identity::Source<KnownCredential>::of(JwtCredential::entity(), "key");
  return source;
}

void declare_credentials(const plugin::Wiring& wiring) {
  auto with_keys = [keyring = wiring.keyring](std::span<const store::Row> rows) {
    const auto now = keyring();
    return decode(rows, *now);
  };
  plugin::declare_credentials(wiring, JwtCredential::entity(), "key", std::move(with_keys));
}

}  // namespace cardea::plugins::jwt
