// SPDX-License-Identifier: Apache-2.0
// The configured answer is made once; only an echo is made for each request.
#pragma once

#include <memory>
#include <string>

#include "plugin/handler.h"
#include "plugin/type.h"
#include "plugins/request_termination/settings.h"

namespace cardea::plugins::request_termination {

class RequestTerminationHandler final : public plugin::Handler {
 public:
  RequestTerminationHandler(Settings settings, plugin::NodeNames node);

  plugin::Step on_request(plugin::Exchange& exchange) const override;

 private:
  [[nodiscard]] bool is_triggered(const http::RequestHead& request) const;
  Task<plugin::Verdict> echo(plugin::Exchange& exchange) const;

  Settings settings_;
  plugin::NodeNames node_;
  std::string message_;    // as JSON
  plugin::Answer answer_;  // views into the members before
};

}  // namespace cardea::plugins::request_termination
