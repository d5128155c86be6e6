// SPDX-License-Identifier: Apache-2.0
// Filling and merging follow Kong's rules (kong-admin 1.3, 1.7): missing is preset, null is null.
#include "schema/complete.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <cmath>
#include <optional>

#include "base/uuid.h"

namespace cardea::schema {
namespace {

constexpr std::size_t token_length = 32;
constexpr double exact_integers = 9007199254740992.0;  // 2^53

json::Value normalized(const Field& field, const json::Value& value, WallTime now);

json::Value in_lower_case(const json::Value& value) {
  if (!value.is_string() || !is_uuid(std::string_view(value.get_string()))) return value;
  std::string text(value.get_string());
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return json::Value(boost::json::string_view(text));
}

// Only the id of a reference is kept.
json::Value as_reference(const json::Value& value) {
  const auto* object = value.if_object();
  const auto* id = object == nullptr ? nullptr : object->if_contains("id");
  if (id == nullptr) return value;
  return json::Object{{"id", in_lower_case(*id)}};
}

json::Value as_list(const Field& field, const json::Array& given, WallTime now) {
  json::Array list;
  for (const auto& one : given) {
    auto value = field.elements.empty() ? one : normalized(field.elements.front(), one, now);
    const bool repeats = field.kind == Kind::set && std::ranges::find(list, value) != list.end();
    if (!repeats) list.push_back(std::move(value));
  }
  return list;
}

json::Value as_map(const Field& field, const json::Object& given, WallTime now) {
  json::Object map;
  for (const auto& [key, one] : given) {
    map.emplace(key, field.elements.empty() ? one : normalized(field.elements.front(), one, now));
  }
  return map;
}

// 80.0 is the integer 80: JSON has only one kind of number.
json::Value as_integer(const json::Value& value) {
  const auto* real = value.if_double();
  if (real == nullptr || std::trunc(*real) != *real || std::abs(*real) > exact_integers) {
    return value;
  }
  return json::Value(static_cast<std::int64_t>(*real));
}

json::Value normalized(const Field& field, const json::Value& value, WallTime now) {
  if (field.kind == Kind::foreign) return as_reference(value);
  if (field.kind == Kind::integer) return as_integer(value);
  if (field.primary) return in_lower_case(value);
  if (const auto* array = value.if_array()) {
    if (field.kind == Kind::array || field.kind == Kind::set) return as_list(field, *array, now);
  }
  if (const auto* object = value.if_object()) {
    if (field.kind == Kind::map) return as_map(field, *object, now);
    if (field.kind == Kind::record && !field.fields.empty()) {
      return completed(Shape(field), *object, nullptr, now);
    }
  }
  return value;
}

json::Value filled(const Field& field, WallTime now) {
  switch (field.fill) {
    case Fill::uuid:
      return json::Value(boost::json::string_view(make_uuid()));
    case Fill::random_token:
      return json::Value(boost::json::string_view(random_alphanumeric(token_length)));
    case Fill::now:
    case Fill::always_now:
      return json::Value(now.seconds());
    case Fill::nothing:
      break;
  }
  if (field.preset) return *field.preset;
  if (field.kind == Kind::record && field.required) {
    return completed(Shape(field), json::Object(), nullptr, now);
  }
  return json::Value(nullptr);
}

void keep_unknown(const Shape& shape, const json::Object& given, json::Object& whole) {
  for (const auto& [key, value] : given) {
    if (!shape.knows(key)) whole.emplace(key, value);
  }
}

json::Value completed_field(const Field& field, const json::Value* given,
                            const json::Value* existing, WallTime now) {
  if (field.fill == Fill::always_now) return filled(field, now);
  if (existing != nullptr && (field.primary || (field.own && given == nullptr))) return *existing;

  // A record looks inside what it replaces for fields of our own, even when it was not given.
  const auto* inside = existing == nullptr ? nullptr : existing->if_object();
  const auto* record = given == nullptr ? nullptr : given->if_object();
  if (field.kind == Kind::record && inside != nullptr && (given == nullptr || record != nullptr)) {
    const json::Object nothing;
    if (record != nullptr || (!field.preset && field.required)) {
      return completed(Shape(field), record == nullptr ? nothing : *record, inside, now);
    }
  }
  return given == nullptr ? filled(field, now) : normalized(field, *given, now);
}

json::Value merged_field(const Field& field, const json::Value* given, const json::Value* existing,
                         WallTime now) {
  if (field.fill == Fill::always_now) return filled(field, now);
  const auto* before = existing == nullptr ? nullptr : existing->if_object();
  if (field.kind == Kind::record && before != nullptr && !field.fields.empty()) {
    const json::Object nothing;
    const auto* record = given == nullptr ? &nothing : given->if_object();
    if (record != nullptr) return merged(Shape(field), *record, *before, now);
  }
  if (given != nullptr) return normalized(field, *given, now);
  return existing == nullptr ? filled(field, now) : *existing;
}

}  // namespace

const Field& Shape::field(std::size_t at) const {
  const auto& declared = record_->fields[at];
  if (variant_ == nullptr) return declared;
  for (const auto& other : variant_->fields) {
    if (other.name == declared.name) return other;
  }
  return declared;
}

const std::vector<Rule>& Shape::variant_rules() const {
  static const std::vector<Rule> none;
  return variant_ == nullptr ? none : variant_->rules;
}

json::Object completed(const Shape& shape, const json::Object& given, const json::Object* existing,
                       WallTime now) {
  json::Object whole;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const auto& field = shape.field(i);
    if (field.is_hidden()) continue;
    const auto* before = existing == nullptr ? nullptr : existing->if_contains(field.name);
    whole.emplace(field.name, completed_field(field, given.if_contains(field.name), before, now));
  }
  keep_unknown(shape, given, whole);
  return whole;
}

json::Object merged(const Shape& shape, const json::Object& given, const json::Object& existing,
                    WallTime now) {
  json::Object whole;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const auto& field = shape.field(i);
    if (field.is_hidden()) continue;
    whole.emplace(field.name, merged_field(field, given.if_contains(field.name),
                                           existing.if_contains(field.name), now));
  }
  keep_unknown(shape, given, whole);
  return whole;
}

}  // namespace cardea::schema
