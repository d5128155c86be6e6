// SPDX-License-Identifier: Apache-2.0
// Answers preflight requests, before anything asks for a credential that browsers do not send with
// them, and puts the fields of the CORS protocol on every other answer, also on refusals: a page
// could not read them otherwise.
#pragma once

#include <string>

#include "plugin/handler.h"
#include "plugins/cors/origins.h"
#include "plugins/cors/settings.h"

namespace cardea::plugins::cors {

class CorsHandler final : public plugin::Handler {
 public:
  CorsHandler(const Settings& settings, Origins origins);

  plugin::Step on_request(plugin::Exchange& exchange) const override;
  [[nodiscard]] bool has_response_phase() const override { return true; }
  void on_response(plugin::Exchange& exchange, plugin::AnswerHead& head) const override;

 private:
  [[nodiscard]] const plugin::Answer& preflight_answer(plugin::Exchange& exchange,
                                                       std::string_view origin) const;
  void allow_origin(std::string_view origin, plugin::AnswerHead& head) const;

  Origins origins_;
  std::string methods_, headers_, exposed_headers_, max_age_;  // as sent; empty: not sent
  bool credentials_, private_network_, preflight_continue_, allow_origin_absent_;
};

}  // namespace cardea::plugins::cors
