// SPDX-License-Identifier: Apache-2.0
// The three kinds of sources, and the advice for names that do not exist.
#include "app/given_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "app/kong_settings.h"
#include "app/settings_file.h"
#include "app/words.h"

namespace cardea::app {
namespace {

// Kubernetes and Docker links put addresses of services into the environment: a service called
// `cardea` or `cardea-admin` makes CARDEA_SERVICE_HOST, CARDEA_ADMIN_PORT=tcp://..., which are no
// settings.
bool is_service_address(std::string_view name, std::string_view value) {
  return name.ends_with("_SERVICE_HOST") || name.contains("_SERVICE_PORT") ||
         name.contains("_TCP_") || name.contains("_UDP_") || value.starts_with("tcp://") ||
         value.starts_with("udp://");
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

const std::vector<std::string_view>& known_names() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> all;
    for (const auto& setting : settings()) {
      all.push_back(setting.name);
      all.insert(all.end(), setting.aliases.begin(), setting.aliases.end());
    }
    return all;
  }();
  return names;
}

}  // namespace

void GivenSettings::take_file(const std::string& path) {
  const auto text = read_settings_file(path);
  if (!text) {
    problems.push_back(fmt::format("{}; give another file with -c", text.error().detail));
    return;
  }
  for (const auto& problem : text->problems)
    problems.push_back(fmt::format("{}:{}", path, problem));
  std::map<std::string_view, unsigned> seen;
  for (const auto& line : text->lines) {
    const std::string origin = fmt::format("{}:{}", path, line.number);
    const auto [before, first] = seen.try_emplace(line.name, line.number);
    if (!first) {
      warnings.push_back(fmt::format("{}: {} stands in line {} already; the later one holds",
                                     origin, line.name, before->second));
    }
    offer(line.name, {line.value, origin}, Unknown::refuse);
  }
}

void GivenSettings::take_environment(
    const std::vector<std::pair<std::string, std::string>>& environment, std::string_view prefix) {
  const Unknown unknown = prefix == "KONG_" ? Unknown::warn : Unknown::refuse;
  for (const auto& [variable, value] : environment) {
    if (!variable.starts_with(prefix) || is_service_address(variable, value)) continue;
    if (variable == "KONG_VERSION") continue;  // Kong's container image sets it
    offer(lower(variable.substr(prefix.size())), {value, variable}, unknown);
  }
}

void GivenSettings::take_override(std::string_view assignment) {
  const auto equals = assignment.find('=');
  if (equals == std::string_view::npos) {
    // Not shown whole: what lacks its name may be a secret.
    problems.emplace_back("--set: needs name=value");
    return;
  }
  offer(std::string(trim(assignment.substr(0, equals))),
        {std::string(trim(assignment.substr(equals + 1))), "--set"}, Unknown::refuse);
}

void GivenSettings::offer(const std::string& name, GivenSetting value, Unknown unknown) {
  const Setting* const setting = find_setting(name);
  if (setting == nullptr) {
    if (!value.text.empty()) judge_unknown(name, value.origin, unknown);
    return;
  }
  if (value.text.starts_with("{vault://")) {
    problems.push_back(
        fmt::format("{}: {} refers to a vault, which is not supported; give the value itself",
                    value.origin, name));
    return;
  }
  given_[setting] = std::move(value);
}

void GivenSettings::judge_unknown(const std::string& name, const std::string& origin,
                                  Unknown unknown) {
  if (const auto why = why_without_effect(name); !why.empty()) {
    warnings.push_back(fmt::format("{}: {} has no effect: {}", origin, name, why));
    return;
  }
  const std::string_view meant = nearest(name, known_names());
  const std::string advice = meant.empty() ? "`cardea serve --print-settings` shows all"
                                           : fmt::format("did you mean {}?", meant);
  if (unknown == Unknown::warn) {
    warnings.push_back(
        fmt::format("{}: no setting {} is known, it has no effect; {}", origin, name, advice));
  } else {
    problems.push_back(fmt::format("{}: there is no setting {}; {}", origin, name, advice));
  }
}

const GivenSetting* GivenSettings::find(const Setting& setting) const {
  const auto found = given_.find(&setting);
  return found == given_.end() || found->second.text.empty() ? nullptr : &found->second;
}

}  // namespace cardea::app
