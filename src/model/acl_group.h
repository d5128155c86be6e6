// SPDX-License-Identifier: Apache-2.0
// A group a consumer belongs to, one row each (Kong's `acls`), which the acl plugin compares.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "schema/declare.h"

namespace cardea::model {

struct AclGroup {
  std::string id;
  std::int64_t created_at = 0;  ///< seconds since the epoch
  std::string consumer;         ///< id
  std::string group;
  std::optional<std::vector<std::string>> tags;
  std::optional<std::int64_t> expires_at;  ///< seconds since the epoch; none: never

  static const schema::Entity& entity();
};

}  // namespace cardea::model
