// SPDX-License-Identifier: Apache-2.0
// An API key (Kong's `keyauth_credentials`): a text that proves a consumer by itself. A consumer
// may have several.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "schema/declare.h"

namespace cardea::plugins::key_auth {

struct KeyCredential {
  std::string id;
  std::int64_t created_at = 0;  ///< seconds since the epoch
  std::string consumer;         ///< id
  std::string key;              ///< sealed, as the store has it
  std::optional<std::vector<std::string>> tags;
  std::optional<std::int64_t> expires_at;  ///< seconds since the epoch

  static const schema::Entity& entity();
};

}  // namespace cardea::plugins::key_auth
