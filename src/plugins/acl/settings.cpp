// SPDX-License-Identifier: Apache-2.0
// The declaration of the settings.
#include "plugins/acl/settings.h"

namespace cardea::plugins::acl {

void Settings::describe(schema::RecordDeclaration<Settings>& record) {
  using It = Settings;
  record.field("allow", &It::allow, "Groups of which a consumer needs one.");
  record.field("deny", &It::deny, "Groups of which a consumer may have none.");
  record
      .field("hide_groups_header", &It::hide_groups_header,
             "Whether the upstream is not told the consumer's groups (`X-Consumer-Groups`).")
      .required()
      .preset(false);
  record
      .field("always_use_authenticated_groups", &It::always_use_authenticated_groups,
             "Whether groups that an authentication plugin brings count before the consumer's own.")
      .required()
      .preset(false);
  record.only_one_of({"allow", "deny"});
}

}  // namespace cardea::plugins::acl
