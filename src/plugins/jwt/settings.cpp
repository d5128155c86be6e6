// SPDX-License-Identifier: Apache-2.0
// The declaration of the settings, in Kong's order.
#include "plugins/jwt/settings.h"

#include <algorithm>

namespace cardea::plugins::jwt {

void Settings::describe(schema::RecordDeclaration<Settings>& record) {
  using It = Settings;
  record.field("uri_param_names", &It::uri_param_names, "Query arguments to look for a token in.")
      .set()
      .preset({"jwt"});
  record.field("cookie_names", &It::cookie_names, "Cookies to look for a token in.")
      .set()
      .preset({});
  record
      .field("key_claim_name", &It::key_claim_name,
             "The claim, or else the header parameter, that names the credential.")
      .preset("iss");
  record
      .field("secret_is_base64", &It::secret_is_base64,
             "Whether secrets are base64 text of the bytes to use.")
      .required()
      .preset(false);
  record
      .field("claims_to_verify", &It::claims_to_verify,
             "Claims that a token must have. `exp` and `nbf` are honoured whenever present, also "
             "when not listed.")
      .set();
  record.field("anonymous", &It::anonymous,
               "Id or username of a consumer that stands for requests without a good token; "
               "without it they are refused.");
  record
      .field("run_on_preflight", &It::run_on_preflight,
             "Whether `OPTIONS` requests need a token too.")
      .required()
      .preset(true);
  record
      .field("maximum_expiration", &It::maximum_expiration,
             "How far `exp` may lie ahead, in seconds; 0 for no limit.")
      .preset(0)
      .check(schema::between(0, 31536000));
  record.field("header_names", &It::header_names, "Fields to look for `Bearer <token>` in.")
      .set()
      .preset({"authorization"});
  record.field("realm", &It::realm, "Shown in `WWW-Authenticate`.");
  record.require("claims_to_verify", "maximum_expiration", {schema::greater_than(0)},
                 {schema::contains("exp")});
}

bool Settings::requires_claim(TimeClaim claim) const {
  return claims_to_verify && std::ranges::find(*claims_to_verify, claim) != claims_to_verify->end();
}

}  // namespace cardea::plugins::jwt
