// SPDX-License-Identifier: Apache-2.0
// What can be set about the request-termination plugin (kong-proxy 7).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "schema/declare.h"

namespace cardea::plugins::request_termination {

struct Settings {
  std::int64_t status_code = 503;
  std::optional<std::string> message{};
  std::optional<std::string> content_type{};
  std::optional<std::string> body{};
  bool echo = false;
  std::optional<std::string> trigger{};

  static void describe(schema::RecordDeclaration<Settings>& record);
};

/// The rule of a plugin instance about which settings exclude each other.
schema::Rule settings_together();

/// What is said for a status where no message is configured; empty: nothing.
std::string_view standard_message(std::int64_t status);

}  // namespace cardea::plugins::request_termination
