// SPDX-License-Identifier: Apache-2.0
// A file of settings: `name = value` a line, as Kong writes its kong.conf.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace cardea::app {

/// One line that sets something.
struct SettingLine {
  unsigned number;  ///< from 1
  std::string name;
  std::string value;
};

struct SettingsText {
  std::vector<SettingLine> lines;
  std::vector<std::string> problems;  ///< "12: ..." for each line that is none
};

/// Takes a text apart. `#` starts a comment, except as `\#` (which stands for `#`) and inside
/// quotes; a value in
/// '...' or "..." loses the quotes; a `\` at the end of a line continues it.
SettingsText parse_settings(std::string_view text);

/// The same from a file of at most 1 MiB. Fails, naming file and reason, when it cannot be read.
Result<SettingsText> read_settings_file(const std::string& path);

/// A small file's whole text; fails when it cannot be read or is larger than 1 MiB.
Result<std::string> read_small_file(const std::string& path);

}  // namespace cardea::app
