// SPDX-License-Identifier: Apache-2.0
// What can be set about the basic-auth plugin (kong-proxy 7).
#pragma once

#include <optional>
#include <string>

#include "schema/declare.h"

namespace cardea::plugins::basic_auth {

struct Settings {
  std::optional<std::string> anonymous;  ///< id or username of a consumer
  bool hide_credentials = false;
  std::string realm = "service";

  static void describe(schema::RecordDeclaration<Settings>& record);
};

}  // namespace cardea::plugins::basic_auth
