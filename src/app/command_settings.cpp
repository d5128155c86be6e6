// SPDX-License-Identifier: Apache-2.0
// Loads the settings of a command and explains to a user at a terminal what is wrong with them.
#include "app/command_settings.h"

#include <fmt/format.h>

#include <cstdio>

namespace cardea::app {

std::optional<LoadedSettings> load_or_explain(const Arguments& arguments) {
  auto loaded =
      load_settings(sources_of_process(arguments.values("config"), arguments.values("set")));
  if (!loaded) {
    const auto count = loaded.error().size();
    fmt::print(stderr, "cardea: {} {} to be mended in the settings:\n", count,
               count == 1 ? "thing is" : "things are");
    for (const auto& problem : loaded.error()) fmt::print(stderr, "  {}\n", problem);
    return std::nullopt;
  }
  for (const auto& warning : loaded->warnings) fmt::print(stderr, "cardea: warning: {}\n", warning);
  return std::move(*loaded);
}

}  // namespace cardea::app
