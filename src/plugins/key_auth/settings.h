// SPDX-License-Identifier: Apache-2.0
// What can be set about the key-auth plugin (kong-proxy 7).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "schema/declare.h"

namespace cardea::plugins::key_auth {

struct Settings {
  std::vector<std::string> key_names{};
  bool hide_credentials = false;
  std::optional<std::string> anonymous{};  ///< id or username of a consumer
  bool key_in_header = true;
  bool key_in_query = true;
  bool key_in_body = false;
  bool run_on_preflight = true;
  std::optional<std::string> realm{};

  static void describe(schema::RecordDeclaration<Settings>& record);
};

}  // namespace cardea::plugins::key_auth
