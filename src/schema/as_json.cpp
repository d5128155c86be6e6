// SPDX-License-Identifier: Apache-2.0
// Reading a stored column does not go through the checks again: what is in the store was judged.
#include "schema/as_json.h"

#include <fmt/format.h>

#include "json/parse.h"
#include "json/write.h"
#include "schema/lifetime.h"

namespace cardea::schema {

std::string column_text(const Column& column, const json::Value& value) {
  if (column.storage == Storage::json) return json::canonical(value);
  const auto* id = &value;
  if (const auto* object = value.if_object()) id = object->if_contains("id");
  const auto* text = id == nullptr ? nullptr : id->if_string();
  return text == nullptr ? std::string() : std::string(*text);
}

Result<json::Value> from_column_text(const Column& column, std::string_view text) {
  if (column.storage == Storage::reference) {
    return json::Object{{"id", boost::json::string_view(text)}};
  }
  if (column.storage != Storage::json) return json::Value(boost::json::string_view(text));
  auto value = json::parse(text);
  if (!value) {
    return fail(
        Error{ErrorKind::internal, Origin::store,
              fmt::format("column {} does not hold JSON: {}", column.name, value.error().detail)});
  }
  return value;
}

json::Object shown(const Entity& entity, const json::Object& row, WallTime now) {
  json::Object all;
  all.reserve(entity.fields().size() + 1);
  for (const auto& field : entity.fields()) {
    if (field.is_hidden()) continue;
    const auto* value = row.if_contains(field.name);
    const bool holds = value != nullptr && !value->is_null();
    if (holds || !field.own) all.emplace(field.name, holds ? *value : json::Value(nullptr));
  }
  if (!entity.shows_ttl()) return all;
  const auto lifetime = lifetime_of(entity, row);
  all.emplace("ttl",
              lifetime.has_end() ? json::Value(lifetime.seconds_left(now)) : json::Value(nullptr));
  return all;
}

}  // namespace cardea::schema
