// SPDX-License-Identifier: Apache-2.0
// The program: finds the command, runs it, and reports what nobody caught.
#include <fmt/format.h>

#include <cstdio>
#include <exception>

#include "app/commands.h"
#include "app/options.h"

int main(int count, char** words) {
  namespace app = cardea::app;
  try {
    const auto chosen = app::parse_command_line({words + 1, words + count}, app::commands());
    if (!chosen) {
      fmt::print(chosen.error().status == app::succeeded ? stdout : stderr, "{}",
                 chosen.error().text);
      return chosen.error().status;
    }
    return chosen->command->run(chosen->arguments);
  } catch (const std::exception& unexpected) {
    fmt::print(stderr, "cardea: {}\n", unexpected.what());
    return app::failed;
  }
}
