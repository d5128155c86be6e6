// SPDX-License-Identifier: Apache-2.0
// The declaration of API keys (kong-admin 3.9). The key is secret and unique: sealed at rest, and
// found by a keyed hash.
#include "plugins/key_auth/credential.h"

#include "model/common_fields.h"

namespace cardea::plugins::key_auth {

const schema::Entity& KeyCredential::entity() {
  using It = KeyCredential;
  static const auto declared = schema::declare<It>("keyauth_credentials", [](auto& entity) {
    entity.singular("API key").path("key-auths").under("consumers", "key-auth").found_by("key");

    model::declare_id<It>(entity);
    model::declare_created_at<It>(entity);
    entity.field("consumer", &It::consumer, "Whose key this is.").refers_to("consumers").required();
    entity
        .field("key", &It::key,
               "What requests show. Made if not given. Sealed at rest and found by a keyed hash.")
        .secret()
        .unique()
        .filled_by(schema::Fill::random_token);
    model::declare_tags<It>(entity);
    model::declare_lifetime<It>(entity, schema::Ttl::shown);
  });
  return declared;
}

}  // namespace cardea::plugins::key_auth
