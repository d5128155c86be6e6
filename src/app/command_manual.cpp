// SPDX-License-Identifier: Apache-2.0
// `cardea manual`: the reference pages, as the declarations tell them.
#include <fmt/format.h>

#include "app/command_settings.h"
#include "app/commands.h"
#include "app/plugin_table.h"
#include "app/setting.h"
#include "observe/reason.h"
#include "schema/as_manual.h"

namespace cardea::app {
namespace {

void print_settings() {
  fmt::print(
      "# Settings\n\nIn a file of `name = value` (`-c`), as `KONG_<NAME>` or `CARDEA_<NAME>` in "
      "the "
      "environment, or `--set name=value`, in rising strength.\n\n");
  for (const auto& one : settings()) {
    const std::string preset = one.preset.empty() ? "none" : fmt::format("`{}`", one.preset);
    fmt::print("## {}\n\n{} ({})\n\nDefault: {}\n\n", one.name, one.about, one.kind, preset);
  }
}

int manual(const Arguments& arguments) {
  const std::string_view topic = arguments.value("topic");
  if (topic == "settings") return print_settings(), succeeded;
  if (topic == "reasons") return fmt::print("{}", observe::reasons_page()), succeeded;
  if (const auto* const entity = catalog().find(topic); entity && !entity->path().empty()) {
    fmt::print("{}", schema::manual_page(*entity, catalog()));
    return succeeded;
  }
  if (const auto* const variant = variant_finder()(topic)) {
    fmt::print("{}", schema::plugin_page(topic, *variant));
    return succeeded;
  }
  fmt::print(stderr, "cardea manual: there is no page '{}'. There are: settings, reasons", topic);
  for (const auto* const entity : catalog().entities()) {
    if (!entity->path().empty()) fmt::print(stderr, ", {}", entity->name());
  }
  for (const auto* const type : plugin_types()) fmt::print(stderr, ", {}", type->traits().name);
  fmt::print(stderr, "\n");
  return misused;
}

}  // namespace

Command manual_command() {
  return {
      .name = "manual",
      .summary = "Print a page of the reference: settings, reasons, an entity, or a plugin",
      .details = "Pages are Markdown, made from the declarations that the program itself obeys.",
      .options = {{.name = "topic",
                   .form = Form::positional,
                   .about = "settings, reasons, an entity such as services or jwt_secrets, or a "
                            "plugin such as cors; any other word lists them all",
                   .value_name = "TOPIC",
                   .required = true}},
      .run = manual};
}

}  // namespace cardea::app
