// SPDX-License-Identifier: Apache-2.0
// The declaration of users (kong-admin 3.9).
#include "plugins/basic_auth/credential.h"

#include "model/common_fields.h"

namespace cardea::plugins::basic_auth {

const schema::Entity& BasicCredential::entity() {
  using It = BasicCredential;
  static const auto declared = schema::declare<It>("basicauth_credentials", [](auto& entity) {
    entity.singular("user with a password")
        .path("basic-auths")
        .under("consumers", "basic-auth")
        .found_by("username");

    model::declare_id<It>(entity);
    model::declare_created_at<It>(entity);
    entity.field("consumer", &It::consumer, "Who this user is.").refers_to("consumers").required();
    entity.field("username", &It::username, "The name that requests show.").required().unique();
    entity
        .field("password", &It::password,
               "What requests prove themselves with. Kept, and shown, as a hash (argon2id); with "
               "`?skip_hash=true` it is such a hash, or Kong's, already.")
        .required()
        .password("consumer");
    model::declare_tags<It>(entity);
    model::declare_lifetime<It>(entity);
  });
  return declared;
}

}  // namespace cardea::plugins::basic_auth
