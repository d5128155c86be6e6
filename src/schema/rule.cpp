// SPDX-License-Identifier: Apache-2.0
// What rules need to look at a record: members by dotted path, and Kong's idea of empty.
#include "schema/rule.h"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace cardea::schema {

const json::Value* at_path(const json::Object& whole, std::string_view path) {
  const json::Object* here = &whole;
  while (true) {
    const auto dot = path.find('.');
    const auto* value = here->if_contains(path.substr(0, dot));
    if (value == nullptr || dot == std::string_view::npos) return value;
    here = value->if_object();
    if (here == nullptr) return nullptr;
    path.remove_prefix(dot + 1);
  }
}

bool is_empty(const json::Value* value) {
  if (value == nullptr || value->is_null()) return true;
  if (const auto* text = value->if_string()) return text->empty();
  if (const auto* array = value->if_array()) return array->empty();
  if (const auto* object = value->if_object()) return object->empty();
  return false;
}

std::string quoted_list(const std::vector<std::string>& names) {
  std::string list;
  for (const auto& name : names) {
    list += fmt::format("{}'{}'", list.empty() ? "" : ", ", name);
  }
  return list;
}

}  // namespace cardea::schema
