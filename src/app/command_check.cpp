// SPDX-License-Identifier: Apache-2.0
// `cardea check`: would a gateway start with these settings?
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "app/command_settings.h"
#include "app/commands.h"
#include "app/derive.h"

namespace cardea::app {
namespace {

void show_listeners(std::string_view name, const std::vector<ListenOn>& listeners) {
  if (listeners.empty()) return fmt::print("  {:<14} off\n", name);
  for (const auto& listener : listeners) fmt::print("  {:<14} {}\n", name, listener.text());
}

int check(const Arguments& arguments) {
  const auto loaded = load_or_explain(arguments);
  if (!loaded) return misused;
  if (const auto usable = check_tls(loaded->config); !usable) {
    fmt::print(stderr, "cardea check: {}\n", usable.error().detail);
    return misused;
  }
  const auto given = std::ranges::count_if(
      loaded->in_force, [](const auto& one) { return !one.origin.starts_with("default"); });
  fmt::print("The settings are valid: {} given, {} by default.\n", given,
             loaded->in_force.size() - static_cast<std::size_t>(given));
  show_listeners("proxy_listen", loaded->config.proxy_listen);
  show_listeners("admin_listen", loaded->config.admin_listen);
  show_listeners("status_listen", loaded->config.status_listen);
  fmt::print("  {:<14} {}\n", "data_dir", loaded->config.data_dir);
  return succeeded;
}

}  // namespace

Command check_command() {
  return {.name = "check",
          .summary = "Check the settings without starting anything",
          .details =
              "Exit status 0 when a gateway would take them, 2 when something is to be mended; "
              "then every mistake is named with its "
              "place. Run it before a restart.",
          .options = {},
          .takes_settings = true,
          .run = check};
}

}  // namespace cardea::app
