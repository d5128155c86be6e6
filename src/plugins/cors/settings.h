// SPDX-License-Identifier: Apache-2.0
// What can be set about the cors plugin (kong-proxy 7).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "schema/declare.h"

namespace cardea::plugins::cors {

struct Settings {
  std::optional<std::vector<std::string>> origins;  ///< none: every origin
  std::optional<std::vector<std::string>> headers;  ///< none: those that are asked for
  std::optional<std::vector<std::string>> exposed_headers;
  std::optional<std::vector<std::string>> methods;
  std::optional<double> max_age;  ///< seconds
  bool credentials = false;
  bool private_network = false;
  bool preflight_continue = false;
  bool allow_origin_absent = true;

  static void describe(schema::RecordDeclaration<Settings>& record);
};

/// All of them, in Kong's order: the standard value of `methods`.
const std::vector<std::string>& all_methods();

}  // namespace cardea::plugins::cors
