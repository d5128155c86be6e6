// SPDX-License-Identifier: Apache-2.0
// Quoting, and what is quoted.
#include "schema/sql_text.h"

#include <fmt/format.h>

#include <boost/json/value.hpp>

#include "json/write.h"

namespace cardea::schema {
namespace {

std::string quoted(std::string_view text, char quote) {
  std::string out(1, quote);
  for (const char c : text) {
    if (c == quote) out += quote;
    out += c;
  }
  return out + quote;
}

}  // namespace

std::string sql_name(std::string_view name) {
  return quoted(name, '"');
}

std::string sql_text(std::string_view text) {
  return quoted(text, '\'');
}

std::string sql_literal(const json::Value& value) {
  if (value.is_null()) return "NULL";
  if (const auto* flag = value.if_bool()) return *flag ? "1" : "0";
  if (value.is_number()) return json::write(value);
  if (const auto* text = value.if_string()) return sql_text(*text);
  return sql_text(json::canonical(value));
}

std::vector<std::string> together_expressions(const Entity& entity,
                                              const std::vector<std::string>& fields,
                                              std::string_view row) {
  std::vector<std::string> expressions;
  for (const auto& name : fields) {
    const auto& field = *entity.find(name);
    const auto column =
        fmt::format("{}{}{}", row, row.empty() ? "" : ".", sql_name(column_name(field)));
    expressions.push_back(field.required ? column : fmt::format("ifnull({}, '')", column));
  }
  return expressions;
}

}  // namespace cardea::schema
