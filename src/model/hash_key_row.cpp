// SPDX-License-Identifier: Apache-2.0
// The declaration of that row.
#include "model/hash_key_row.h"

#include "model/common_fields.h"

namespace cardea::model {

const schema::Entity& HashKeyRow::entity() {
  using It = HashKeyRow;
  static const auto declared = schema::declare<It>("hash_keys", [](auto& entity) {
    entity.singular("hash key").path("");

    declare_id<It>(entity);
    entity.field("key", &It::key, "The key of the hashes by which API keys are found.")
        .secret()
        .required();
  });
  return declared;
}

}  // namespace cardea::model
