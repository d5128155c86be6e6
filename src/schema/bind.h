// SPDX-License-Identifier: Apache-2.0
// How C++ types and JSON values correspond: which kind a member's type has, and how a value that
// passed its checks becomes that type. Used by declare.h; other code calls `Entity::read`.
//   bool, std::int64_t and smaller integers, double, std::string, Secret
//   std::optional<T>                          nothing for null
//   std::vector<T>                            array; a set where the field is declared `.set()`
//   std::map<std::string, T>                  map
//   an enum with `enumerators<T>`             string, one of the names
//   a struct with `static void describe(auto& record)`   record
//   json::Value, json::Object                 as it is
// Null for a type that has no room for it leaves the member's own initial value.
#pragma once

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/secret.h"
#include "schema/field.h"
#include "schema/value_rules.h"

namespace cardea::schema {

/// The names of an enum's values, in the order in which they are listed to people. Specialise it:
///   template <> inline constexpr auto enumerators<Colour> = std::to_array<Named<Colour>>({...});
template <class Enum>
struct Named {
  Enum value;
  std::string_view name;
};
template <class Enum>
inline constexpr auto enumerators = std::array<Named<Enum>, 0>{};

/// The name of an enum's value.
template <class Enum>
constexpr std::string_view name_of(Enum value) {
  for (const auto& one : enumerators<Enum>) {
    if (one.value == value) return one.name;
  }
  return {};
}

/// A record's members, built once from `It::describe`. Lives for the whole process.
template <class It>
const Field& record_of();

namespace bound {

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool is_map = false;
template <class T>
inline constexpr bool is_map<std::map<std::string, T>> = true;

/// What the type alone says: kind, elements, members, the names of an enum.
template <class T>
Field shape_of();

void read(bool& into, const json::Value& from);
void read(std::int64_t& into, const json::Value& from);
void read(double& into, const json::Value& from);
void read(std::string& into, const json::Value& from);  ///< also the id of a reference
void read(Secret& into, const json::Value& from);
void read(json::Value& into, const json::Value& from);
void read(json::Object& into, const json::Value& from);
void read_members(const Field& record, void* into, const json::Object& from);

template <class T>
void read_any(T& into, const json::Value& from) {
  if constexpr (is_optional<T>) {
    if (from.is_null()) {
      into.reset();
    } else {
      read_any(into.emplace(), from);
    }
  } else if constexpr (std::is_enum_v<T>) {
    const auto* text = from.if_string();
    for (const auto& one : enumerators<T>) {
      if (text != nullptr && one.name == std::string_view(*text)) into = one.value;
    }
  } else if constexpr (is_vector<T>) {
    const auto* array = from.if_array();
    if (array == nullptr) return;
    into.clear();
    into.reserve(array->size());
    for (const auto& element : *array) {
      typename T::value_type value{};
      read_any(value, element);
      into.push_back(std::move(value));
    }
  } else if constexpr (is_map<T>) {
    const auto* object = from.if_object();
    if (object == nullptr) return;
    into.clear();
    for (const auto& [key, element] : *object) read_any(into[std::string(key)], element);
  } else if constexpr (std::integral<T> && !std::same_as<T, bool> &&
                       !std::same_as<T, std::int64_t>) {
    auto wide = static_cast<std::int64_t>(into);
    read(wide, from);
    into = static_cast<T>(wide);
  } else if constexpr (requires { read(into, from); }) {
    read(into, from);
  } else if (const auto* object = from.if_object()) {
    read_members(record_of<T>(), &into, *object);
  }
}

template <class T>
Field shape_of() {
  Field shape;
  if constexpr (is_optional<T>) {
    shape = shape_of<typename T::value_type>();
  } else if constexpr (std::same_as<T, bool>) {
    shape.kind = Kind::boolean;
  } else if constexpr (std::integral<T>) {
    shape.kind = Kind::integer;
  } else if constexpr (std::floating_point<T>) {
    shape.kind = Kind::number;
  } else if constexpr (std::is_enum_v<T>) {
    static_assert(!enumerators<T>.empty(), "specialise cardea::schema::enumerators for this enum");
    shape.kind = Kind::string;
    std::vector<std::string> names;
    names.reserve(enumerators<T>.size());
    for (const auto& one : enumerators<T>) names.emplace_back(one.name);
    shape.checks.push_back(one_of(std::move(names)));
  } else if constexpr (std::same_as<T, std::string> || std::same_as<T, Secret>) {
    shape.kind = Kind::string;
  } else if constexpr (is_vector<T>) {
    shape.kind = Kind::array;
    shape.elements.push_back(shape_of<typename T::value_type>());
    shape.elements.front().required = true;
  } else if constexpr (is_map<T>) {
    shape.kind = Kind::map;
    shape.elements.push_back(shape_of<typename T::mapped_type>());
    shape.elements.front().required = true;
  } else if constexpr (std::same_as<T, json::Value>) {
    shape.kind = Kind::any;
  } else if constexpr (std::same_as<T, json::Object>) {
    shape.kind = Kind::record;
  } else {
    shape = record_of<T>();
  }
  return shape;
}

/// A value of the type as JSON, for presets.
template <class T>
json::Value written(const T& value) {
  if constexpr (std::is_enum_v<T>) {
    return json::Value(boost::json::string_view(name_of(value)));
  } else if constexpr (is_optional<T>) {
    return value ? written(*value) : json::Value(nullptr);
  } else if constexpr (is_vector<T>) {
    json::Array array;
    for (const auto& one : value) array.push_back(written(one));
    return array;
  } else {
    return json::Value(value);
  }
}

}  // namespace bound
}  // namespace cardea::schema
