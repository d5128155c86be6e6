// SPDX-License-Identifier: Apache-2.0
// The one list of the core's entities.
#include "model/entities.h"

#include "model/acl_group.h"
#include "model/consumer.h"
#include "model/hash_key_row.h"
#include "model/issuer.h"
#include "model/plugin.h"
#include "model/route.h"
#include "model/service.h"

namespace cardea::model {

std::vector<const schema::Entity*> entities() {
  return {&Service::entity(),  &Route::entity(),      &Consumer::entity(), &Plugin::entity(),
          &AclGroup::entity(), &HashKeyRow::entity(), &Issuer::entity()};
}

}  // namespace cardea::model
