// SPDX-License-Identifier: Apache-2.0
// To add a command: its file, its declaration in commands.h, its line here.
#include "app/commands.h"

namespace cardea::app {

const std::vector<Command>& commands() {
  static const std::vector<Command> all = {
      serve_command(),
      check_command(),
      version_command(),
  };
  return all;
}

}  // namespace cardea::app
