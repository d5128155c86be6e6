// SPDX-License-Identifier: Apache-2.0
// Messages go out in one fixed form, whatever the client accepts, as Kong's do.
#include "plugins/request_termination/handler.h"

#include <utility>

#include "http/query.h"
#include "json/write.h"
#include "plugins/request_termination/echo.h"
#include "plugins/request_termination/matched.h"

namespace cardea::plugins::request_termination {
namespace {

constexpr std::string_view reason = "request_termination.answered";

// What an echo shows of a body at most.
constexpr std::size_t most_body = 8192;

std::string message_body(std::string_view message) {
  if (message.empty()) return {};
  std::string body = "{\"message\":";
  json::write_string_to(body, message);
  return body + "}";
}

}  // namespace

RequestTerminationHandler::RequestTerminationHandler(Settings settings, plugin::NodeNames node)
    : settings_(std::move(settings)), node_(std::move(node)) {
  const std::string_view standard = standard_message(settings_.status_code);
  message_ = message_body(settings_.message ? std::string_view(*settings_.message) : standard);
  answer_.status = static_cast<std::uint16_t>(settings_.status_code);
  answer_.reason = reason;
  answer_.body = settings_.body ? *settings_.body : message_;
  if (settings_.content_type) answer_.content_type = *settings_.content_type;
}

plugin::Step RequestTerminationHandler::on_request(plugin::Exchange& exchange) const {
  if (!is_triggered(exchange.request())) return plugin::Verdict::proceed();
  if (settings_.echo) return echo(exchange);
  return plugin::Verdict::answer(answer_);
}

bool RequestTerminationHandler::is_triggered(const http::RequestHead& request) const {
  if (!settings_.trigger) return true;
  if (request.fields.find(*settings_.trigger) != nullptr) return true;
  http::QueryArgs args(request.target.query);
  http::QueryArg arg;
  while (args.next(arg)) {
    if (arg.is_named(*settings_.trigger)) return true;
  }
  return false;
}

Task<plugin::Verdict> RequestTerminationHandler::echo(plugin::Exchange& exchange) const {
  Echo content{.exchange = exchange, .node = node_};
  content.message = settings_.message ? *settings_.message : standard_message(answer_.status);
  // One that cannot be shown does not keep the request from being answered.
  const auto unreadable = co_await exchange.hold_body(most_body);
  if (unreadable == nullptr) content.body = exchange.held_body().value_or(std::string_view());
  const auto route = co_await find_route(exchange);
  content.route = route;
  const auto service = co_await find_service(exchange);
  content.service = service;
  plugin::Answer answer = answer_;
  answer.body = exchange.arena().copy(write_echo(content));
  co_return plugin::Verdict::answer(plugin::keep(exchange.arena(), answer));
}

}  // namespace cardea::plugins::request_termination
