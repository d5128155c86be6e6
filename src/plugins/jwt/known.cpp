// SPDX-License-Identifier: Apache-2.0
// The only place where a credential's secret is opened: it goes into the key's hash states and is
// wiped.
#include "plugins/jwt/known.h"

#include "identity/sources.h"
#include "model/acl_group.h"
#include "model/consumer.h"
#include "plugins/jwt/credential.h"
#include "store/sealing.h"

namespace cardea::plugins::jwt {
namespace {

Result<identity::Decoded> decode(std::span<const store::Row> rows, const crypto::Keyring& keyring) {
  if (rows.empty()) return identity::Decoded{};
  const store::Row& row = rows.front();
  const auto read = JwtCredential::entity().read<JwtCredential>(row);
  auto known = std::make_shared<KnownCredential>();
  known->consumer = read.consumer;
  known->lifetime = Lifetime(read.expires_at);
  known->algorithm = read.algorithm;
  std::size_t bytes = sizeof(KnownCredential) + read.consumer.size() + 32;

  jose::KeyMaterial material{
      .algorithm = read.algorithm,
      .public_key = read.rsa_public_key ? *read.rsa_public_key : std::string_view()};
  auto secret = store::open_field(JwtCredential::entity(), "secret", row, keyring);
  const bool shared = jose::family(read.algorithm) == jose::Family::hmac;
  if (shared && !secret) return fail(std::move(secret));
  if (shared) material.secret = secret->reveal();
  auto key = jose::VerifyingKey::make(material);
  if (key) known->key = std::move(*key);
  if (shared) {
    material.secret_is_base64 = true;
    auto decoded = jose::VerifyingKey::make(material);
    if (decoded) {
      known->decoded = std::make_unique<const jose::VerifyingKey>(std::move(*decoded));
      bytes += sizeof(jose::VerifyingKey);
    }
  } else {
    bytes += 4096;  // OpenSSL's key object, roughly
  }
  return identity::Decoded{std::move(known), bytes};
}

}  // namespace

const identity::Source<KnownCredential>& credentials_by_key() {
  static const auto source = identity::Source<KnownCredential>::of(JwtCredential::entity(), "key");
  return source;
}

void declare_credentials(const plugin::Wiring& wiring) {
  wiring.directory.declare({
      .entity = &JwtCredential::entity(),
      .field = "key",
      .decode =
          [keyring = wiring.keyring](std::span<const store::Row> rows) {
            const auto now = keyring();
            return decode(rows, *now);
          },
      .follow = {{&model::Consumer::entity(), "id", 0, "consumer"},
                 {&model::AclGroup::entity(), "consumer", 0, "consumer"}},
  });
}

}  // namespace cardea::plugins::jwt
