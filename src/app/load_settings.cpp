// SPDX-License-Identifier: Apache-2.0
// Brings texts from all sources into a NodeConfig.
#include "app/load_settings.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "app/auto_settings.h"
#include "app/given_settings.h"
#include "app/settings_file.h"
#include "app/settings_together.h"
#include "app/words.h"

namespace cardea::app {
namespace {

constexpr const char* usual_file = "/etc/cardea/cardea.conf";

GivenSettings gather(const SettingSources& sources) {
  GivenSettings given;
  for (const auto& file : sources.files) given.take_file(file);
  given.take_environment(sources.environment, "KONG_");
  given.take_environment(sources.environment, "CARDEA_");
  for (const auto& assignment : sources.overrides) given.take_override(assignment);
  return given;
}

// The value that holds: given or default, with `auto` worked out.
SettingInForce decide(const Setting& setting, const GivenSetting* given) {
  SettingInForce one{&setting, std::string(setting.preset), "", "default"};
  if (given != nullptr) {
    one.written = given->text;
    one.origin = given->origin;
  }
  if (one.written == "auto") one.text = work_out(setting.name);
  if (one.text.empty()) one.text = one.written;
  return one;
}

void read_one(const SettingInForce& one, NodeConfig& config, SettingProblems& problems) {
  const auto read = one.setting->read(one.text, config);
  if (read) return;
  const std::string shown = one.setting->secret ? "******" : one.text;
  problems.push_back(
      fmt::format("{}: {} = {}: {}", one.origin, one.setting->name, shown, read.error().detail));
}

// Makes `path` absolute, unless it is a word that is no path.
void anchor(std::string& path, const std::string& directory) {
  if (path == "off" || path == "stdout" || path == "stderr") return;
  path = (std::filesystem::path(directory) / path).lexically_normal();
}

void anchor_paths(LoadedSettings& loaded) {
  auto& config = loaded.config;
  config.data_dir = std::filesystem::absolute(config.data_dir).lexically_normal();
  const std::pair<std::string_view, std::string NodeConfig::*> paths[] = {
      {"data_dir", &NodeConfig::data_dir},
      {"sqlite_path", &NodeConfig::sqlite_path},
      {"keyring_path", &NodeConfig::keyring_path},
      {"error_log", &NodeConfig::error_log},
      {"proxy_access_log", &NodeConfig::proxy_access_log},
      {"admin_access_log", &NodeConfig::admin_access_log}};
  for (const auto& [name, member] : paths) {
    anchor(config.*member, config.data_dir);
    for (auto& one : loaded.in_force) {
      if (one.setting->name == name) one.text = config.*member;
    }
  }
}

void add_tokens_of_file(LoadedSettings& loaded, SettingProblems& problems) {
  auto& config = loaded.config;
  if (config.admin_token_file.empty()) return;
  const auto text = read_small_file(config.admin_token_file);
  if (!text) return problems.push_back(fmt::format("admin_token_file: {}", text.error().detail));
  for (const auto token : split_words(*text)) {
    if (token.size() < 16) {
      problems.push_back(fmt::format(
          "{}: has a token of less than 16 characters; make one with `openssl rand -hex 24`",
          config.admin_token_file));
    }
    config.admin_token.emplace_back(std::string(token));
  }
}

void lower_names(NodeConfig& config) {
  const auto lower = [](std::string& text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  };
  lower(config.node_id);
  for (auto& host : config.admin_allowed_hosts) lower(host);
}

}  // namespace

SettingSources sources_of_process(std::vector<std::string> files,
                                  std::vector<std::string> overrides) {
  SettingSources sources{std::move(files), {}, std::move(overrides)};
  if (sources.files.empty() && ::access(usual_file, F_OK) == 0)
    sources.files.emplace_back(usual_file);
  for (char** at = environ; at != nullptr && *at != nullptr; ++at) {
    const std::string_view entry(*at);
    const auto equals = entry.find('=');
    if (equals == std::string_view::npos) continue;
    sources.environment.emplace_back(entry.substr(0, equals), entry.substr(equals + 1));
  }
  return sources;
}

std::expected<LoadedSettings, SettingProblems> load_settings(const SettingSources& sources) {
  GivenSettings given = gather(sources);
  LoadedSettings loaded;
  SettingProblems problems = std::move(given.problems);
  loaded.warnings = std::move(given.warnings);
  for (const auto& setting : settings()) {
    loaded.in_force.push_back(decide(setting, given.find(setting)));
    read_one(loaded.in_force.back(), loaded.config, problems);
  }
  anchor_paths(loaded);
  add_tokens_of_file(loaded, problems);
  lower_names(loaded.config);
  for (auto& problem : check_together(loaded)) problems.push_back(std::move(problem));
  if (!problems.empty()) return std::unexpected(std::move(problems));
  return loaded;
}

std::string show_settings(const std::vector<SettingInForce>& in_force) {
  std::string all;
  for (const auto& one : in_force) {
    const bool hidden = one.setting->secret && !one.written.empty();
    std::string written = hidden ? "******" : one.written;
    for (auto at = written.find('#'); at != std::string::npos; at = written.find('#', at + 2)) {
      written.insert(at, 1, '\\');
    }
    const std::string line = fmt::format("{} = {}", one.setting->name, written);
    const std::string meaning = hidden || one.text == one.written ? "" : ", now " + one.text;
    all += fmt::format("{:<60} # {}{}\n", line, one.origin, meaning);
  }
  return all;
}

}  // namespace cardea::app
