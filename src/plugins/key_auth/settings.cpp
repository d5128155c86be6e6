// SPDX-License-Identifier: Apache-2.0
// The declaration of the settings, in Kong's order.
#include "plugins/key_auth/settings.h"

namespace cardea::plugins::key_auth {

void Settings::describe(schema::RecordDeclaration<Settings>& record) {
  using It = Settings;
  record
      .field("key_names", &It::key_names,
             "Names of fields, query arguments and members of bodies that may hold the key.")
      .required()
      .preset({"apikey"})
      .each(schema::header_name());
  record
      .field("hide_credentials", &It::hide_credentials,
             "Whether keys are taken out of the request before it goes upstream.")
      .required()
      .preset(false);
  record.field("anonymous", &It::anonymous,
               "Id or username of a consumer that stands for requests without a good key; without "
               "it they are refused.");
  record.field("key_in_header", &It::key_in_header, "Whether keys are looked for in fields.")
      .required()
      .preset(true);
  record.field("key_in_query", &It::key_in_query, "Whether keys are looked for in the query.")
      .required()
      .preset(true);
  record
      .field("key_in_body", &It::key_in_body,
             "Whether keys are looked for in bodies: forms and JSON objects of at most 64 KiB.")
      .required()
      .preset(false);
  record
      .field("run_on_preflight", &It::run_on_preflight,
             "Whether `OPTIONS` requests need a key too.")
      .required()
      .preset(true);
  record.field("realm", &It::realm, "Shown in `WWW-Authenticate`.");
}

}  // namespace cardea::plugins::key_auth
