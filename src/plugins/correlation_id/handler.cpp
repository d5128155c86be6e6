// SPDX-License-Identifier: Apache-2.0
// A field that the client sent empty counts as none.
#include "plugins/correlation_id/handler.h"

#include <algorithm>

#include "http/list.h"
#include "plugins/correlation_id/generators.h"

namespace cardea::plugins::correlation_id {
namespace {

// Whether the client asks, by naming the field in Connection, that it goes no further than here.
bool is_of_this_hop(const http::Fields& fields, std::string_view name) {
  if (!fields.has(http::FieldName::connection)) return false;
  return std::ranges::any_of(fields, [name](const http::Field& field) {
    return field.id == http::FieldName::connection && http::has_member(field.value, name);
  });
}

}  // namespace

std::string_view CorrelationIdHandler::sent_by_client(const plugin::Exchange& exchange) const {
  const http::Field* const field = exchange.request().fields.find(settings_.header_name);
  return field == nullptr ? std::string_view() : field->value;
}

plugin::Step CorrelationIdHandler::on_request(plugin::Exchange& exchange) const {
  std::string_view id = sent_by_client(exchange);
  if (id.empty()) {
    id = make_id(settings_.generator, exchange);
    exchange.set_upstream_field(settings_.header_name, id);
  } else if (is_of_this_hop(exchange.request().fields, settings_.header_name)) {
    exchange.set_upstream_field(settings_.header_name, id);  // a name that is lost names nothing
  }
  if (settings_.echo_downstream) exchange.remember(this, id);
  return plugin::Verdict::proceed();
}

void CorrelationIdHandler::on_response(plugin::Exchange& exchange, plugin::AnswerHead& head) const {
  std::string_view id = exchange.recall(this).value_or(sent_by_client(exchange));
  if (id.empty()) id = make_id(settings_.generator, exchange);
  head.set(settings_.header_name, id);
}

}  // namespace cardea::plugins::correlation_id
