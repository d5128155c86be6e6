// SPDX-License-Identifier: Apache-2.0
// The command line: which command was meant, with which arguments, or what to tell the user
// instead.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "app/command.h"

namespace cardea::app {

/// A command to run.
struct Chosen {
  const Command* command;  ///< points into the commands given
  Arguments arguments;
};

/// Nothing to run: help was asked for (status 0), or the command line is wrong (status 2).
struct Told {
  int status;
  std::string text;  ///< for standard output when the status is 0, otherwise for standard error
};

/// `words` is the command line without the program's own name.
std::expected<Chosen, Told> parse_command_line(const std::vector<std::string>& words,
                                               const std::vector<Command>& commands);

}  // namespace cardea::app
