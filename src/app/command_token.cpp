// SPDX-License-Identifier: Apache-2.0
// `cardea token`: a token for a consumer, signed with one of its credentials.
#include <fmt/format.h>

#include "app/command_settings.h"
#include "app/commands.h"
#include "app/mint.h"
#include "app/setting_values.h"

namespace cardea::app {
namespace {

constexpr Duration longest = std::chrono::hours(24 * 366);

int token(const Arguments& arguments) {
  Duration ttl{};
  const auto read = cardea::app::read(arguments.value("ttl", "10m"), ttl);
  if (!read || ttl < std::chrono::seconds(1) || ttl > longest) {
    fmt::print(
        stderr,
        "cardea token: --ttl takes a time such as 90s, 10m or 8h, from a second to a year\n");
    return misused;
  }
  const auto loaded = load_or_explain(arguments);
  if (!loaded) return misused;
  auto by = Operator::connect(*loaded);
  if (!by) {
    fmt::print(stderr, "cardea token: {}\n", by.error().detail);
    return failed;
  }
  const auto minted = mint_token(*by, arguments.value("consumer"), ttl);
  if (!minted) {
    fmt::print(stderr, "cardea token: {}\n", minted.error().detail);
    return failed;
  }
  fmt::print("{}\n", *minted);
  return succeeded;
}

}  // namespace

Command token_command() {
  return {.name = "token",
          .summary = "Make a token for a consumer",
          .details =
              "Signs a JWT with the consumer's first credential that has a shared secret (one is "
              "made when there "
              "is none) and prints it. Talks to the running gateway of the same data_dir; without "
              "one it opens the "
              "store itself.",
          .options = {{.name = "consumer",
                       .form = Form::value,
                       .about = "Username or id of the consumer",
                       .value_name = "NAME",
                       .required = true},
                      {.name = "ttl",
                       .form = Form::value,
                       .about = "How long the token is good: 90s, 10m, 8h (default 10m)",
                       .value_name = "TIME"}},
          .takes_settings = true,
          .run = token};
}

}  // namespace cardea::app
