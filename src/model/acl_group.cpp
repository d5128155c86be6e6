// SPDX-License-Identifier: Apache-2.0
// The declaration of consumers' groups (kong-admin 3.9).
#include "model/acl_group.h"

#include "model/common_fields.h"

namespace cardea::model {

const schema::Entity& AclGroup::entity() {
  using It = AclGroup;
  static const auto declared = schema::declare<It>("acls", [](auto& entity) {
    entity.singular("ACL group").under("consumers", "acls").found_within_by("group");

    declare_id<It>(entity);
    declare_created_at<It>(entity);
    entity.field("consumer", &It::consumer, "Who belongs to the group.")
        .refers_to("consumers")
        .required();
    entity.field("group", &It::group, "The group's name, as the acl plugin compares it.")
        .required();
    declare_tags<It>(entity);
    declare_lifetime<It>(entity);

    entity.unique_together({"consumer", "group"});
  });
  return declared;
}

}  // namespace cardea::model
