// SPDX-License-Identifier: Apache-2.0
// The declaration of JWT credentials (kong-proxy 1.7). Stricter than Kong in one way: also the keys
// of ES algorithms are checked when they are written, and each key must fit its algorithm, so that
// no credential exists that could never verify a token.
#include "plugins/jwt/credential.h"

#include "jose/verify.h"
#include "model/common_fields.h"

namespace cardea::plugins::jwt {
namespace {

using schema::Check;

Check usable_secret() {
  return schema::text_check(
      "jwt_secret", [](std::string_view secret) -> std::optional<std::string> {
        if (jose::check_secret(secret)) return std::nullopt;
        return "must not be a PEM key: an HMAC secret is shared, a public key is not secret";
      });
}

Check usable_key(jose::Algorithm algorithm) {
  return schema::text_check("public_key",
                            [algorithm](std::string_view pem) -> std::optional<std::string> {
                              if (jose::check_public_key(algorithm, pem)) return std::nullopt;
                              return "invalid key";
                            });
}

}  // namespace

const schema::Entity& JwtCredential::entity() {
  using It = JwtCredential;
  static const auto declared = schema::declare<It>("jwt_secrets", [](auto& entity) {
    entity.singular("JWT credential").path("jwts").under("consumers", "jwt").found_by("key");

    model::declare_id<It>(entity);
    model::declare_created_at<It>(entity);
    entity.field("consumer", &It::consumer, "Whose credential this is.")
        .refers_to("consumers")
        .required();
    entity
        .field("key", &It::key,
               "Names the credential in tokens, by default in the claim `iss`. Made if not given.")
        .unique()
        .filled_by(schema::Fill::random_token);
    entity
        .field("secret", &It::secret,
               "Shared secret of the HS algorithms; sealed at rest. Made if not given.")
        .secret()
        .filled_by(schema::Fill::random_token)
        .check(usable_secret());
    entity.field("rsa_public_key", &It::rsa_public_key,
                 "Public key in PEM, for all algorithms but HS; RSA, EC or Ed, whatever fits.");
    entity.field("algorithm", &It::algorithm, "The only algorithm that its tokens may have.")
        .preset(jose::Algorithm::hs256);
    model::declare_tags<It>(entity);
    model::declare_lifetime<It>(entity);

    for (const auto name : jose::algorithm_names) {
      const jose::Algorithm algorithm = *jose::find_algorithm(name);
      if (jose::family(algorithm) == jose::Family::hmac) continue;
      entity.require("rsa_public_key", "algorithm", {schema::one_of({std::string(name)})},
                     {usable_key(algorithm)});
    }
  });
  return declared;
}

}  // namespace cardea::plugins::jwt
