// SPDX-License-Identifier: Apache-2.0
// Rules about several settings at once.
#pragma once

#include <string>
#include <vector>

#include "app/load_settings.h"

namespace cardea::app {

/// What is wrong with the settings together, each of which was read: one line a problem, as in
/// SettingProblems. Adds warnings to `loaded`.
std::vector<std::string> check_together(LoadedSettings& loaded);

}  // namespace cardea::app
