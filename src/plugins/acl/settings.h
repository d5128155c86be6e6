// SPDX-License-Identifier: Apache-2.0
// What can be set about the acl plugin (kong-proxy 2.1).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "schema/declare.h"

namespace cardea::plugins::acl {

struct Settings {
  std::optional<std::vector<std::string>> allow;  ///< exactly one of the two is set
  std::optional<std::vector<std::string>> deny;
  bool hide_groups_header = false;
  bool always_use_authenticated_groups = false;

  static void describe(schema::RecordDeclaration<Settings>& record);
};

}  // namespace cardea::plugins::acl
