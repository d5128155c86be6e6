// SPDX-License-Identifier: Apache-2.0
// The arguments of a command, and the options that many commands share.
#include "app/command.h"

#include <utility>

namespace cardea::app {

bool Arguments::has(std::string_view name) const {
  return given_.contains(name);
}

std::string_view Arguments::value(std::string_view name, std::string_view otherwise) const {
  const auto found = given_.find(name);
  return found == given_.end() || found->second.empty() ? otherwise : found->second.back();
}

std::vector<std::string> Arguments::values(std::string_view name) const {
  const auto found = given_.find(name);
  return found == given_.end() ? std::vector<std::string>() : found->second;
}

void Arguments::add(std::string_view name, std::string value) {
  given_[std::string(name)].push_back(std::move(value));
}

const std::vector<CommandOption>& settings_options() {
  static const std::vector<CommandOption> options = {
      {"c,config", Form::list,
       "Read settings from this file of `name = value` lines (a kong.conf is read too); without it "
       "/etc/cardea/cardea.conf when it exists",
       "FILE"},
      {"set", Form::list, "Set one setting, stronger than file and environment", "NAME=VALUE"}};
  return options;
}

}  // namespace cardea::app
