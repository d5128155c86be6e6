// SPDX-License-Identifier: Apache-2.0
// An id that came with the request is left alone; otherwise one is made. The client is told either
// where that is asked for, also in answers that the gateway makes.
#pragma once

#include "plugin/handler.h"
#include "plugins/correlation_id/settings.h"

namespace cardea::plugins::correlation_id {

class CorrelationIdHandler final : public plugin::Handler {
 public:
  explicit CorrelationIdHandler(Settings settings) : settings_(std::move(settings)) {}

  plugin::Step on_request(plugin::Exchange& exchange) const override;
  [[nodiscard]] bool has_response_phase() const override { return settings_.echo_downstream; }
  void on_response(plugin::Exchange& exchange, plugin::AnswerHead& head) const override;

 private:
  [[nodiscard]] std::string_view sent_by_client(const plugin::Exchange& exchange) const;

  Settings settings_;
};

}  // namespace cardea::plugins::correlation_id
