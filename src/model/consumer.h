// SPDX-License-Identifier: Apache-2.0
// A consumer: who uses a service. Credentials and groups hang on it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "schema/declare.h"

namespace cardea::model {

struct Consumer {
  std::string id;
  std::optional<std::string> username;
  std::optional<std::string> custom_id;
  std::optional<std::vector<std::string>> tags;
  std::int64_t created_at = 0;  ///< seconds since the epoch; updated_at too
  std::int64_t updated_at = 0;

  static const schema::Entity& entity();
};

}  // namespace cardea::model
