// SPDX-License-Identifier: Apache-2.0
// An unknown key and one whose consumer is gone look alike to the client; logs tell them apart.
#include "plugins/key_auth/denials.h"

namespace cardea::plugins::key_auth {

Denials::Denials(const std::optional<std::string>& realm)
    : challenge_text_(realm ? "Key realm=\"" + *realm + "\"" : "Key"),
      challenge_{
          http::Field{"WWW-Authenticate", challenge_text_, http::FieldName::www_authenticate}},
      no_key_(refusal("key_auth.no_key", "No API key found in request")),
      several_keys_(refusal("key_auth.several_keys", "Duplicate API key found")),
      unknown_key_(refusal("key_auth.unknown_key", "Unauthorized")),
      no_consumer_(refusal("key_auth.no_consumer", "Unauthorized")),
      credential_expired_(refusal("key_auth.credential_expired", "Unauthorized")) {}

plugin::Answer Denials::refusal(std::string_view reason, std::string_view message) const {
  return {.status = 401, .reason = reason, .message = message, .fields = challenge_};
}

}  // namespace cardea::plugins::key_auth
