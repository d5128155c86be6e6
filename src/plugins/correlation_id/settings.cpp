// SPDX-License-Identifier: Apache-2.0
// The declaration of the settings, in Kong's order.
#include "plugins/correlation_id/settings.h"

namespace cardea::plugins::correlation_id {

void Settings::describe(schema::RecordDeclaration<Settings>& record) {
  using It = Settings;
  record.field("header_name", &It::header_name, "The field that carries the id.")
      .required()
      .preset("Kong-Request-ID")
      .check(schema::header_name());
  record
      .field("generator", &It::generator,
             "How an id is made: `uuid`, a random one for each request; `uuid#counter`, a random "
             "one for each core and the number of the request; `tracker`, "
             "`address-port-pid-connection-requests-time`.")
      .required()
      .preset(Generator::uuid_counter);
  record
      .field("echo_downstream", &It::echo_downstream,
             "Whether the client is told the id, in the field of that name.")
      .required()
      .preset(false);
}

}  // namespace cardea::plugins::correlation_id
