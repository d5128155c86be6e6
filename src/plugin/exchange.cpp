// SPDX-License-Identifier: Apache-2.0
// The identity fields stand here, once for all plugins: each is set or absent, whatever the client
// sent.
#include "plugin/exchange.h"

#include <utility>

#include "http/ascii.h"
#include "http/hop_by_hop.h"

namespace cardea::plugin {

using http::FieldName;

void Exchange::reset() {
  arrival_ = {};
  matched_ = {};
  caller_.reset();
  upstream_.added.clear();
  upstream_.dropped = {};
  upstream_.query.reset();
  held_.reset();
  trace_.reset();
  memories_.clear();
  arena_.reset();
}

void Exchange::begin(const Arrival& arrival) {
  arrival_ = arrival;
  http::add_identity_fields(arrival.head->fields, upstream_.dropped);
}

void Exchange::authenticate(std::shared_ptr<const model::Consumer> consumer,
                            std::string_view credential) {
  caller_.reset();
  caller_.consumer = std::move(consumer);
  caller_.credential = arena_.copy(credential);
  caller_.authenticated = true;
  // The client's own were dropped at the beginning; these are of a plugin before.
  std::erase_if(upstream_.added, [](const http::Field& field) { return is_identity(field.id); });
  if (const model::Consumer* const who = caller_.consumer.get()) {
    add_identity_field(FieldName::x_consumer_id, who->id);
    if (who->custom_id) add_identity_field(FieldName::x_consumer_custom_id, *who->custom_id);
    if (who->username) add_identity_field(FieldName::x_consumer_username, *who->username);
  }
  add_identity_field(FieldName::x_credential_identifier, caller_.credential);
}

void Exchange::add_identity_field(FieldName name, std::string_view value) {
  if (!value.empty()) upstream_.added.push_back({http::text(name), value, name});
}

void Exchange::assume(std::shared_ptr<const model::Consumer> consumer) {
  authenticate(std::move(consumer), {});
  caller_.authenticated = false;
  set_upstream_field(FieldName::x_anonymous_consumer, "true");
}

void Exchange::set_upstream_field(FieldName name, std::string_view value) {
  drop_upstream_field(name);
  if (!value.empty()) upstream_.added.push_back({http::text(name), value, name});
}

void Exchange::drop_upstream_field(FieldName name) {
  upstream_.dropped.insert_all(arrival_.head->fields, name);
  std::erase_if(upstream_.added, [name](const http::Field& field) { return field.id == name; });
}

void Exchange::set_upstream_field(std::string_view name, std::string_view value) {
  const FieldName id = http::identify(name);
  if (http::is_of_the_gateway(id)) return;
  drop_upstream_field(name);
  if (!value.empty()) upstream_.added.push_back({name, value, id});
}

void Exchange::drop_upstream_field(std::string_view name) {
  const FieldName id = http::identify(name);
  if (http::is_of_the_gateway(id)) return;
  if (id != FieldName::other) return drop_upstream_field(id);
  const auto is_named = [name](const http::Field& field) {
    return field.id == FieldName::other && http::is_same_loosely(field.name, name);
  };
  for (const http::Field& field : arrival_.head->fields) {
    if (is_named(field)) upstream_.dropped.insert(arrival_.head->fields, field);
  }
  std::erase_if(upstream_.added, is_named);
}

std::optional<std::string_view> Exchange::recall(const void* whose) const {
  for (auto at = memories_.rbegin(); at != memories_.rend(); ++at) {
    if (at->whose == whose) return at->text;
  }
  return std::nullopt;
}

Task<const Answer*> Exchange::hold_body(std::size_t limit) {
  if (held_ || arrival_.body == nullptr || !request().framing.has_body()) co_return nullptr;
  std::string body;
  const auto refusal = co_await arrival_.body->read_whole(body, limit);
  if (refusal == nullptr) held_ = std::move(body);
  co_return refusal;
}

}  // namespace cardea::plugin
