// SPDX-License-Identifier: Apache-2.0
// Both kinds of answers get the same fields about the origin, so both are written by way of an
// AnswerHead.
#include "plugins/cors/handler.h"

#include <fmt/format.h>

#include <algorithm>

#include "http/list.h"

namespace cardea::plugins::cors {
namespace {

using http::FieldName;

constexpr std::string_view allow_origin_name = "Access-Control-Allow-Origin";
constexpr std::string_view allow_credentials_name = "Access-Control-Allow-Credentials";

std::string joined(const std::optional<std::vector<std::string>>& texts) {
  return texts ? fmt::format("{}", fmt::join(*texts, ",")) : std::string();
}

std::string_view value_of(const http::Fields& fields, std::string_view name) {
  const http::Field* const field = fields.find(name);
  return field == nullptr ? std::string_view() : field->value;
}

// Fetch standard, "CORS-preflight request".
bool is_preflight(const http::RequestHead& request) {
  return request.method == http::Method::options && request.fields.has(FieldName::origin) &&
         !request.fields.value(FieldName::origin).empty() &&
         request.fields.find("Access-Control-Request-Method") != nullptr;
}

void vary_by_origin(plugin::AnswerHead& head) {
  if (!head.has_member("Vary", "Origin") && !head.has_member("Vary", "*")) {
    head.add("Vary", "Origin");
  }
}

}  // namespace

CorsHandler::CorsHandler(const Settings& settings, Origins origins)
    : origins_(std::move(origins)),
      methods_(joined(settings.methods ? settings.methods : all_methods())),
      headers_(joined(settings.headers)),
      exposed_headers_(joined(settings.exposed_headers)),
      max_age_(settings.max_age ? fmt::format("{:.14g}", *settings.max_age) : std::string()),
      credentials_(settings.credentials),
      private_network_(settings.private_network),
      preflight_continue_(settings.preflight_continue),
      allow_origin_absent_(settings.allow_origin_absent) {}

plugin::Step CorsHandler::on_request(plugin::Exchange& exchange) const {
  const http::RequestHead& request = exchange.request();
  if (!is_preflight(request)) return plugin::Verdict::proceed();
  exchange.remember(this, {});  // its answer is complete, or the upstream's affair
  if (preflight_continue_) return plugin::Verdict::proceed();
  return plugin::Verdict::answer(
      preflight_answer(exchange, request.fields.value(FieldName::origin)));
}

const plugin::Answer& CorsHandler::preflight_answer(plugin::Exchange& exchange,
                                                    std::string_view origin) const {
  const http::Fields& asked = exchange.request().fields;
  plugin::AnswerHead head;
  head.begin(200, std::span<const http::Field>());
  const std::string_view allowed =
      headers_.empty() ? value_of(asked, "Access-Control-Request-Headers") : headers_;
  if (!allowed.empty()) head.set("Access-Control-Allow-Headers", allowed);
  if (!methods_.empty()) head.set("Access-Control-Allow-Methods", methods_);
  if (!max_age_.empty()) head.set("Access-Control-Max-Age", max_age_);
  if (private_network_ && value_of(asked, "Access-Control-Request-Private-Network") == "true") {
    head.set("Access-Control-Allow-Private-Network", "true");
  }
  allow_origin(origin, head);
  Arena& arena = exchange.arena();
  const plugin::Answer answer{.status = 200,
                              .reason = "cors.preflight",
                              .message = {},
                              .fields = plugin::keep(arena, head.own())};
  return plugin::keep(arena, answer);
}

void CorsHandler::on_response(plugin::Exchange& exchange, plugin::AnswerHead& head) const {
  if (exchange.recall(this)) return;
  const std::string_view origin = exchange.request().fields.value(FieldName::origin);
  if (!allow_origin_absent_) vary_by_origin(head);
  if (origin.empty() && !allow_origin_absent_) return;
  allow_origin(origin, head);
  if (!exposed_headers_.empty()) head.set("Access-Control-Expose-Headers", exposed_headers_);
}

// `origin` is empty where the client sent none.
void CorsHandler::allow_origin(std::string_view origin, plugin::AnswerHead& head) const {
  if (origins_.every()) {
    // A browser does not take `*` together with credentials.
    const bool named = credentials_ && !origin.empty();
    head.set(allow_origin_name, named ? origin : "*");
    if (named) {
      head.set(allow_credentials_name, "true");
      vary_by_origin(head);
    }
    return;
  }
  vary_by_origin(head);
  if (const auto& only = origins_.only()) {
    head.set(allow_origin_name, *only);
  } else if (const auto normal = normal_origin(origin);
             !origin.empty() && origins_.contain(normal)) {
    head.set(allow_origin_name, normal.whole);
  } else {
    head.drop(allow_origin_name);
  }
  if (credentials_) head.set(allow_credentials_name, "true");
}

}  // namespace cardea::plugins::cors
