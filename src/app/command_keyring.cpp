// SPDX-License-Identifier: Apache-2.0
// `cardea keyring rotate`: a new sealing key, and every secret sealed anew.
#include <fmt/format.h>

#include <boost/json/object.hpp>

#include "app/command_settings.h"
#include "app/commands.h"
#include "app/operator.h"

namespace cardea::app {
namespace {

int rotate(const Arguments& arguments) {
  const auto loaded = load_or_explain(arguments);
  if (!loaded) return misused;
  auto by = Operator::connect(*loaded);
  if (!by) {
    fmt::print(stderr, "cardea keyring rotate: {}\n", by.error().detail);
    return failed;
  }
  json::Object wish;
  wish["drop_old"] = arguments.has("drop-old");
  const auto answer = by->call("POST", "/keyring/rotate", wish);
  if (!answer || answer->status != 200) {
    fmt::print(stderr, "cardea keyring rotate: {}\n",
               answer ? explain(*answer) : answer.error().detail);
    return failed;
  }
  const auto& facts = answer->body.as_object();
  fmt::print(
      "New key {} is active; {} of {} rows with secrets were sealed anew. Keys in the file: {}.\n",
      std::string_view(facts.at("key").as_string()),
      facts.at("resealed").to_number<std::uint64_t>(), facts.at("rows").to_number<std::uint64_t>(),
      facts.at("keys").to_number<std::uint64_t>());
  return succeeded;
}

}  // namespace

Command keyring_rotate_command() {
  return {.name = "keyring rotate",
          .summary = "Seal all secrets under a new key",
          .details =
              "Adds a key to the file of keyring_path, makes it the active one and seals every "
              "secret in the store "
              "anew, while the gateway runs. Old keys stay in the file, because backups of the "
              "store need them, "
              "unless --drop-old is given.",
          .options = {{.name = "drop-old",
                       .form = Form::flag,
                       .about = "Take the old keys out of the file afterwards"}},
          .takes_settings = true,
          .run = rotate};
}

}  // namespace cardea::app
