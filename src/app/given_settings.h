// SPDX-License-Identifier: Apache-2.0
// Gathers what files, environment and command line say, as text, with the place of each. Unknown
// names are judged here.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/setting.h"

namespace cardea::app {

/// One value and where it stands.
struct GivenSetting {
  std::string text;
  std::string origin;
};

class GivenSettings {
 public:
  /// Sources must be taken from the weakest to the strongest.
  void take_file(const std::string& path);
  /// `prefix` is KONG_ or CARDEA_. Unknown names are mistakes with CARDEA_, but only worth a
  /// warning with KONG_.
  void take_environment(const std::vector<std::pair<std::string, std::string>>& environment,
                        std::string_view prefix);
  void take_override(std::string_view assignment);

  /// The strongest value given, or null. An empty one counts as not given.
  [[nodiscard]] const GivenSetting* find(const Setting& setting) const;

  std::vector<std::string> problems;
  std::vector<std::string> warnings;

 private:
  enum class Unknown { refuse, warn };
  void offer(const std::string& name, GivenSetting value, Unknown unknown);
  void judge_unknown(const std::string& name, const std::string& origin, Unknown unknown);

  std::map<const Setting*, GivenSetting> given_;
};

}  // namespace cardea::app
