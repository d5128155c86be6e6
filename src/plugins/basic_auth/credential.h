// SPDX-License-Identifier: Apache-2.0
// A user with a password (Kong's `basicauth_credentials`). A consumer may have several.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "schema/declare.h"

namespace cardea::plugins::basic_auth {

struct BasicCredential {
  std::string id;
  std::int64_t created_at = 0;  ///< seconds since the epoch
  std::string consumer;         ///< id
  std::string username;
  std::string password;  ///< its hash, sealed, as the store has it
  std::optional<std::vector<std::string>> tags;
  std::optional<std::int64_t> expires_at;  ///< seconds since the epoch; none: never

  static const schema::Entity& entity();
};

}  // namespace cardea::plugins::basic_auth
