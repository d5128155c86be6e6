// SPDX-License-Identifier: Apache-2.0
// Where settings come from, and which wins: defaults, then files, then KONG_<NAME> and
// CARDEA_<NAME> in the environment, then --set, each stronger than the one before. Everything that
// is wrong is reported at once, each with its place.
#pragma once

#include <expected>
#include <string>
#include <utility>
#include <vector>

#include "app/node_config.h"
#include "app/setting.h"

namespace cardea::app {

/// All that a process was given, in a form that tests can make.
struct SettingSources {
  std::vector<std::string> files;  ///< paths, the later the stronger
  std::vector<std::pair<std::string, std::string>> environment;
  std::vector<std::string> overrides;  ///< `name=value` of --set
};

/// The environment of this process, and `files` as given on the command line; without any,
/// /etc/cardea/cardea.conf when it exists.
SettingSources sources_of_process(std::vector<std::string> files,
                                  std::vector<std::string> overrides);

/// One setting as it holds now.
struct SettingInForce {
  const Setting* setting;  ///< points into `settings()`
  std::string written;     ///< as it was given, or the default; hide it when the setting is secret
  std::string text;        ///< the same with `auto` worked out and paths made absolute
  std::string origin;      ///< `default`, `/etc/cardea.conf:3`, `CARDEA_LOG_LEVEL`, `--set`
};

struct LoadedSettings {
  NodeConfig config;
  std::vector<SettingInForce> in_force;  ///< every setting, in the order of `settings()`
  std::vector<std::string> warnings;
};

/// What must be mended, one line each: `place: what is wrong; what to do`.
using SettingProblems = std::vector<std::string>;

/// Reads, checks each value and all together. Reads files, creates nothing.
std::expected<LoadedSettings, SettingProblems> load_settings(const SettingSources& sources);

/// `name = value   # origin` for every setting, which is itself a file of settings; behind the
/// origin stands what `auto` and relative paths come to. Secrets are `******`.
std::string show_settings(const std::vector<SettingInForce>& in_force);

}  // namespace cardea::app
