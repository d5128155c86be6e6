// SPDX-License-Identifier: Apache-2.0
// `cardea serve`: so far it shows the settings a gateway would start with, and where each of them
// came from.
#include <fmt/format.h>

#include "app/command_settings.h"
#include "app/commands.h"

namespace cardea::app {
namespace {

int serve(const Arguments& arguments) {
  const auto loaded = load_or_explain(arguments);
  if (!loaded) return misused;
  fmt::print("{}", show_settings(loaded->in_force));
  return succeeded;
}

}  // namespace

Command serve_command() {
  return {.name = "serve",
          .summary = "Show the settings a gateway would start with",
          .details =
              "Settings come, each stronger than the one before, from: defaults, the file of -c, "
              "KONG_<NAME> and CARDEA_<NAME> "
              "in the environment, --set. Secrets are shown as ******.",
          .options = {{.name = "print-settings",
                       .form = Form::flag,
                       .about = "Print every setting, its value and where that came from, and end",
                       .required = true}},
          .takes_settings = true,
          .run = serve};
}

}  // namespace cardea::app
