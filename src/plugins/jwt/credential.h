// SPDX-License-Identifier: Apache-2.0
// A JWT credential (Kong's `jwt_secrets`): the key that names it in tokens, and the secret or
// public key that checks them. A consumer may have several, so that keys can be rotated.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "jose/algorithm.h"
#include "model/token_algorithm.h"
#include "schema/declare.h"

namespace cardea::plugins::jwt {

struct JwtCredential {
  std::string id;
  std::int64_t created_at = 0;  ///< seconds since the epoch
  std::string consumer;         ///< id
  std::string key;
  std::string secret;  ///< sealed, as the store has it
  std::optional<std::string> rsa_public_key;
  jose::Algorithm algorithm = jose::Algorithm::hs256;
  std::optional<std::vector<std::string>> tags;
  std::optional<std::int64_t> expires_at;  ///< seconds since the epoch; none: never

  static const schema::Entity& entity();
};

}  // namespace cardea::plugins::jwt
