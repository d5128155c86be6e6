// SPDX-License-Identifier: Apache-2.0
// A few array accesses for the fixed names; Connection's members are looked up only when they are
// more than the usual `close` and `keep-alive`.
#include "http/hop_by_hop.h"

#include <algorithm>
#include <array>

#include "http/ascii.h"
#include "http/list.h"

namespace cardea::http {
namespace {

constexpr std::array always = {FieldName::connection,        FieldName::keep_alive,
                               FieldName::proxy_connection,  FieldName::proxy,
                               FieldName::transfer_encoding, FieldName::upgrade,
                               FieldName::http2_settings,    FieldName::te};

// Named in Connection or not, these are for the recipient at the other end.
bool is_end_to_end(FieldName id) {
  return id == FieldName::host || id == FieldName::content_length || id == FieldName::authorization;
}

// Where the request came from, as only the gateway says.
bool is_origin(FieldName id) {
  return (id >= FieldName::x_forwarded_for && id <= FieldName::x_real_ip) ||
         id == FieldName::x_kong_request_id;
}

void insert_named(const Fields& fields, std::string_view name, FieldSet& set) {
  const auto id = identify(name);
  if (is_end_to_end(id)) return;
  if (id != FieldName::other) return set.insert_all(fields, id);
  for (const auto& field : fields) {
    if (field.id == FieldName::other && equals_ignoring_case(field.name, name)) {
      set.insert(fields, field);
    }
  }
}

void insert_members(const Fields& fields, std::string_view value, FieldSet& set) {
  if (value == "keep-alive" || value == "close") return;
  ListMembers members(value);
  for (auto name = members.next(); !name.empty(); name = members.next()) {
    insert_named(fields, name, set);
  }
}

FieldSet of_any_message(const Fields& fields) {
  FieldSet set;
  for (const auto id : always) set.insert_all(fields, id);
  const auto* connection = fields.find(FieldName::connection);
  for (; connection != nullptr && connection != fields.end(); ++connection) {
    if (connection->id == FieldName::connection) insert_members(fields, connection->value, set);
  }
  return set;
}

}  // namespace

FieldSet hop_by_hop(const RequestHead& head) {
  auto set = of_any_message(head.fields);
  set.insert_all(head.fields, FieldName::trailer);
  set.insert_all(head.fields, FieldName::expect);
  return set;
}

FieldSet hop_by_hop(const ResponseHead& head) {
  return of_any_message(head.fields);
}

bool is_of_the_hop(FieldName id) {
  return id == FieldName::content_length || std::ranges::find(always, id) != always.end();
}

bool is_of_the_gateway(FieldName id) {
  return is_of_the_hop(id) || is_origin(id) || id == FieldName::host || id == FieldName::via;
}

void add_identity_fields(const Fields& fields, FieldSet& set) {
  for (const auto& field : fields) {
    const bool known = field.id != FieldName::other;
    const auto id = known ? field.id : identify_loosely(field.name);
    if (is_identity(id) || (!known && is_origin(id))) set.insert(fields, field);
  }
}

}  // namespace cardea::http
