// SPDX-License-Identifier: Apache-2.0
// The declaration of the settings, in Kong's order.
#include "plugins/basic_auth/settings.h"

namespace cardea::plugins::basic_auth {

void Settings::describe(schema::RecordDeclaration<Settings>& record) {
  using It = Settings;
  record.field("anonymous", &It::anonymous,
               "Id or username of a consumer that stands for requests without a good password; "
               "without it they are refused.");
  record
      .field("hide_credentials", &It::hide_credentials,
             "Whether user and password are taken out of the request before it goes upstream.")
      .required()
      .preset(false);
  record.field("realm", &It::realm, "Shown in `WWW-Authenticate`.").required().preset("service");
}

}  // namespace cardea::plugins::basic_auth
