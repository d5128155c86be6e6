// SPDX-License-Identifier: Apache-2.0
// `cardea serve`: so far it shows the settings a gateway would start with, and where each of them
// came from.
#include <fmt/format.h>

#include <cstdio>

#include "app/command_settings.h"
#include "app/commands.h"
#include "app/gateway.h"
#include "base/version.h"

namespace cardea::app {
namespace {

int serve(const Arguments& arguments) {
  const auto loaded = load_or_explain(arguments);
  if (!loaded) return misused;
  if (arguments.has("print-settings")) {
    fmt::print("{}", show_settings(loaded->in_force));
    return succeeded;
  }
  const auto gateway = Gateway::start(*loaded);
  if (!gateway) {
    fmt::print(stderr, "cardea: cannot start: {}\n", gateway.error().detail);
    return failed;
  }
  fmt::print("cardea {} is ready\n", version);
  for (const auto& line : (*gateway)->listening()) fmt::print("  {}\n", line);
  std::fflush(stdout);
  (*gateway)->wait_for_end();
  (*gateway)->stop();
  return succeeded;
}

}  // namespace

Command serve_command() {
  return {
      .name = "serve",
      .summary = "Run the gateway",
      .details =
          "Settings come, each stronger than the one before, from: defaults, the file of -c, "
          "KONG_<NAME> and CARDEA_<NAME> "
          "in the environment, --set. Secrets are shown as ******.",
      .options = {{.name = "print-settings",
                   .form = Form::flag,
                   .about = "Print every setting, its value and where that came from, and end"}},
      .takes_settings = true,
      .run = serve};
}

}  // namespace cardea::app
