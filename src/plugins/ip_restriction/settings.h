// SPDX-License-Identifier: Apache-2.0
// What can be set about the ip-restriction plugin (kong-proxy 7).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "schema/declare.h"

namespace cardea::plugins::ip_restriction {

struct Settings {
  std::optional<std::vector<std::string>> allow;  ///< at least one of the two is set
  std::optional<std::vector<std::string>> deny;
  std::optional<std::int64_t> status;
  std::optional<std::string> message;

  static void describe(schema::RecordDeclaration<Settings>& record);
};

}  // namespace cardea::plugins::ip_restriction
