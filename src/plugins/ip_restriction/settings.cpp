// SPDX-License-Identifier: Apache-2.0
// The declaration of the settings, in Kong's order.
#include "plugins/ip_restriction/settings.h"

namespace cardea::plugins::ip_restriction {

void Settings::describe(schema::RecordDeclaration<Settings>& record) {
  using It = Settings;
  record
      .field("allow", &It::allow, "Addresses and blocks (`10.0.0.0/8`, `fd00::/8`) that may pass.")
      .each(schema::ip_or_cidr());
  record.field("deny", &It::deny, "Those that may not, also where `allow` has them.")
      .each(schema::ip_or_cidr());
  record.field("status", &It::status, "The status of a refusal; 403 unless set.")
      .check(schema::between(400, 599));
  record.field("message", &It::message,
               "The message of a refusal; `IP address not allowed: <address>` unless set.");
  record.at_least_one_of({"allow", "deny"});
}

}  // namespace cardea::plugins::ip_restriction
