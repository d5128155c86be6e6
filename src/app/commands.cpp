// SPDX-License-Identifier: Apache-2.0
// To add a command: its file, its declaration in commands.h, its line here.
#include "app/commands.h"

namespace cardea::app {

const std::vector<Command>& commands() {
  static const std::vector<Command> all = {
      serve_command(),          demo_command(),    token_command(),
      check_command(),          explain_command(), effective_command(),
      keyring_rotate_command(), manual_command(),  version_command(),
  };
  return all;
}

}  // namespace cardea::app
