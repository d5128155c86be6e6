// SPDX-License-Identifier: Apache-2.0
// The document that describes a request to whoever sent it, in Kong's form.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "plugin/exchange.h"
#include "plugin/type.h"
#include "plugins/request_termination/matched.h"

namespace cardea::plugins::request_termination {

struct Echo {
  const plugin::Exchange& exchange;
  const plugin::NodeNames& node;
  std::string_view message{};              ///< empty: none
  std::optional<std::string_view> body{};  ///< none: it could not be held
  Row route{};                             ///< null: none is known
  Row service{};
};

/// JSON, whatever bytes the request is made of: what is not UTF-8 is shown as U+FFFD.
std::string write_echo(const Echo& echo);

}  // namespace cardea::plugins::request_termination
