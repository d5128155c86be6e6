// SPDX-License-Identifier: Apache-2.0
// Fields first, each by itself, then the rules over several. The order within a field is Kong's:
// null, kind, what is inside, then its checks, of which the first fault counts.
#include "schema/check_record.h"

#include <fmt/format.h>

#include <boost/json/array.hpp>

#include "base/uuid.h"
#include "schema/check_rules.h"

namespace cardea::schema {
namespace {

using Fault = std::optional<json::Value>;

Fault text(std::string_view words) {
  return json::Value(boost::json::string_view(words));
}

bool is_of_kind(const Field& field, const json::Value& value) {
  switch (field.kind) {
    case Kind::any:
    case Kind::foreign:
      return true;
    case Kind::boolean:
      return value.is_bool();
    case Kind::integer:
      return value.is_int64();
    case Kind::number:
      return value.is_number();
    case Kind::string:
      return value.is_string();
    case Kind::array:
    case Kind::set:
      return value.is_array();
    case Kind::map:
    case Kind::record:
      return value.is_object();
  }
  return false;
}

Fault kind_fault(const Field& field) {
  const auto word = name(field.kind);
  const bool vowel = std::string_view("aeiou").contains(word.front());
  return text(fmt::format("expected {} {}", vowel ? "an" : "a", word));
}

Fault reference_fault(const json::Value& value) {
  const auto* object = value.if_object();
  const auto* id = object == nullptr ? nullptr : object->if_contains("id");
  const char* why = nullptr;
  if (id == nullptr) {
    why = "missing primary key";
  } else if (id->is_null()) {
    why = "required field missing";
  } else if (!id->is_string()) {
    why = "expected a string";
  } else if (!is_uuid(std::string_view(id->get_string()))) {
    why = "expected a valid UUID";
  }
  return why == nullptr ? Fault() : Fault(json::Object{{"id", why}});
}

Fault list_fault(const Field& field, const json::Array& list, bool updating) {
  json::Array faults;
  bool any = false;
  for (const auto& one : list) {
    auto fault = fault_of(field.elements.front(), one, updating);
    any = any || fault.has_value();
    faults.push_back(fault ? std::move(*fault) : json::Value(nullptr));
  }
  while (!faults.empty() && faults.back().is_null()) faults.pop_back();
  return any ? Fault(std::move(faults)) : Fault();
}

Fault map_fault(const Field& field, const json::Object& map, bool updating) {
  for (const auto& [key, value] : map) {
    if (!field.keys.empty()) {
      const json::Value as_text(key);
      if (auto fault = fault_of(field.keys.front(), as_text, updating)) return fault;
    }
    if (auto fault = fault_of(field.elements.front(), value, updating)) return fault;
  }
  return std::nullopt;
}

Fault record_fault(const Field& field, const json::Object& record, bool updating) {
  if (field.fields.empty() && field.rules.empty()) return std::nullopt;  // a record of anything
  const auto wrong = check_record(Shape(field), record, updating);
  return wrong.empty() ? Fault() : Fault(wrong.fields());
}

Fault inner_fault(const Field& field, const json::Value& value, bool updating) {
  if (field.kind == Kind::foreign) return reference_fault(value);
  if (field.kind == Kind::record) return record_fault(field, value.get_object(), updating);
  if (field.elements.empty()) return std::nullopt;
  if (field.kind == Kind::map) return map_fault(field, value.get_object(), updating);
  if (const auto* list = value.if_array()) return list_fault(field, *list, updating);
  return std::nullopt;
}

// An empty string is refused, unless a list of words says better what is expected.
bool is_refused_as_empty(const Field& field, const json::Value& value) {
  return value.is_string() && value.get_string().empty() && field.kind == Kind::string &&
         !field.may_be_empty && field.find_check("one_of") == nullptr;
}

Fault null_only_fault(const Field& field, const json::Value& value) {
  if (field.null_text.empty()) return text("value must be null");
  auto words = field.null_text;
  if (const auto at = words.find("{}"); at != std::string::npos) {
    words.replace(at, 2, in_braces(value));
  }
  return text(words);
}

}  // namespace

Fault fault_of(const Field& field, const json::Value& value, bool updating) {
  if (value.is_null()) {
    return field.required && !field.must_be_null ? text("required field missing") : std::nullopt;
  }
  if (field.must_be_null) return null_only_fault(field, value);
  if (!is_of_kind(field, value)) return kind_fault(field);
  if (auto fault = inner_fault(field, value, updating)) return fault;
  if (is_refused_as_empty(field, value)) return text("length must be at least 1");
  for (const auto& check : field.checks) {
    if (const auto fault = check.fault(value)) return text(*fault);
  }
  return std::nullopt;
}

Violations check_record(const Shape& shape, const json::Object& whole, bool updating) {
  Violations wrong;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const auto& field = shape.field(i);
    if (field.is_hidden()) continue;
    const auto* value = whole.if_contains(field.name);
    const json::Value missing;
    if (auto fault = fault_of(field, value == nullptr ? missing : *value, updating)) {
      wrong.add(field.name, std::move(*fault));
    }
  }
  for (const auto& member : whole) {
    if (!shape.knows(member.key())) wrong.add_member(member.key(), "unknown field");
  }
  check_rules(shape.rules(), whole, updating, wrong);
  check_rules(shape.variant_rules(), whole, updating, wrong);
  return wrong;
}

}  // namespace cardea::schema
