// SPDX-License-Identifier: Apache-2.0
// One message for all, so that the answer does not tell whether there is such a user.
#include "plugins/basic_auth/denials.h"

namespace cardea::plugins::basic_auth {

Denials::Denials(std::string_view realm)
    : challenge_text_("Basic realm=\"" + std::string(realm) + "\""),
      challenge_{
          http::Field{"WWW-Authenticate", challenge_text_, http::FieldName::www_authenticate}},
      no_login_(refusal("basic_auth.no_login")),
      malformed_(refusal("basic_auth.malformed")),
      unknown_user_(refusal("basic_auth.unknown_user")),
      wrong_password_(refusal("basic_auth.wrong_password")),
      no_consumer_(refusal("basic_auth.no_consumer")),
      credential_expired_(refusal("basic_auth.credential_expired")) {}

plugin::Answer Denials::refusal(std::string_view reason) const {
  return {.status = 401, .reason = reason, .message = "Unauthorized", .fields = challenge_};
}

}  // namespace cardea::plugins::basic_auth
