// SPDX-License-Identifier: Apache-2.0
// How a command gets its settings, and what a user reads when they are wrong.
#pragma once

#include <optional>

#include "app/command.h"
#include "app/load_settings.h"

namespace cardea::app {

/// Loads the settings of a command that `takes_settings`. Warnings and problems are written to
/// standard error; empty when there are problems: then end with `ExitStatus::misused`.
std::optional<LoadedSettings> load_or_explain(const Arguments& arguments);

}  // namespace cardea::app
