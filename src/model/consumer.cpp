// SPDX-License-Identifier: Apache-2.0
// The declaration of consumers (kong-admin 3.3).
#include "model/consumer.h"

#include "model/common_fields.h"

namespace cardea::model {

const schema::Entity& Consumer::entity() {
  using It = Consumer;
  static const auto declared = schema::declare<It>("consumers", [](auto& entity) {
    entity.singular("consumer").found_by("username");

    declare_id<It>(entity);
    entity
        .field("username", &It::username,
               "The name by which the Admin API finds the consumer, and which upstreams are told.")
        .unique();
    entity
        .field("custom_id", &It::custom_id,
               "The id that the consumer has in another system; upstreams are told.")
        .unique();
    declare_tags<It>(entity);
    declare_created_at<It>(entity);
    declare_updated_at<It>(entity);

    entity.at_least_one_of({"custom_id", "username"});
  });
  return declared;
}

}  // namespace cardea::model
