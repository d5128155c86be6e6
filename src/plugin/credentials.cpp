// SPDX-License-Identifier: Apache-2.0
// Consumer and groups hang on a credential by the consumer's id.
#include "plugin/credentials.h"

#include <utility>

#include "model/acl_group.h"
#include "model/consumer.h"

namespace cardea::plugin {

void declare_credentials(const Wiring& wiring, const schema::Entity& entity, std::string field,
                         decltype(identity::SourceDeclaration::decode) decode) {
  wiring.directory.declare({
      .entity = &entity,
      .field = std::move(field),
      .decode = std::move(decode),
      .follow = {{&model::Consumer::entity(), "id", 0, "consumer"},
                 {&model::AclGroup::entity(), "consumer", 0, "consumer"}},
  });
}

}  // namespace cardea::plugin
