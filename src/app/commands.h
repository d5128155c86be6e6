// SPDX-License-Identifier: Apache-2.0
// The table of subcommands. Each stands in its own file, command_<name>.cpp.
#pragma once

#include <vector>

#include "app/command.h"

namespace cardea::app {

/// All commands, in the order of `cardea --help`.
const std::vector<Command>& commands();

Command serve_command();
Command demo_command();
Command token_command();
Command check_command();
Command explain_command();
Command effective_command();
Command keyring_rotate_command();
Command manual_command();
Command version_command();

}  // namespace cardea::app
