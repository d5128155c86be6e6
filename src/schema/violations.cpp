// SPDX-License-Identifier: Apache-2.0
// Kong prints nested tables with Penlight's `pretty.write`; its notation is what clients see in
// messages, so it is reproduced here: on one line without spaces, or over several with two spaces a
// level.
#include "schema/violations.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <vector>

#include "json/write.h"

namespace cardea::schema {
namespace {

constexpr std::string_view together = "@entity";

std::vector<std::string_view> sorted_keys(const json::Object& object) {
  std::vector<std::string_view> keys;
  for (const auto& member : object) keys.emplace_back(member.key());
  std::ranges::sort(keys);
  return keys;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else {
      out += c;
    }
  }
  return out + '"';
}

bool is_identifier(std::string_view key) {
  const auto legal = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !key.empty() && (key.front() < '0' || key.front() > '9') &&
         std::ranges::all_of(key, legal);
}

/// Lua's table notation.
class Notation {
 public:
  explicit Notation(bool one_line) : one_line_(one_line) {}

  [[nodiscard]] std::string write(const json::Value& value, std::size_t depth = 0) const {
    if (const auto* text = value.if_string()) return quoted(*text);
    if (const auto* object = value.if_object()) return members(*object, depth);
    if (const auto* array = value.if_array()) return positions(*array, depth);
    return json::write(value);
  }

 private:
  [[nodiscard]] std::string members(const json::Object& object, std::size_t depth) const {
    std::vector<std::string> entries;
    for (const auto key : sorted_keys(object)) {
      const auto name = is_identifier(key) ? std::string(key) : fmt::format("[{}]", quoted(key));
      entries.push_back(entry(name, *object.if_contains(key), depth));
    }
    return braces(entries, depth);
  }

  // Positions up to the first hole need no number.
  [[nodiscard]] std::string positions(const json::Array& array, std::size_t depth) const {
    std::vector<std::string> entries;
    bool hole = false;
    for (std::size_t i = 0; i < array.size(); ++i) {
      hole = hole || array[i].is_null();
      if (array[i].is_null()) continue;
      entries.push_back(hole ? entry(fmt::format("[{}]", i + 1), array[i], depth)
                             : write(array[i], depth + 1));
    }
    return braces(entries, depth);
  }

  [[nodiscard]] std::string entry(std::string_view name, const json::Value& value,
                                  std::size_t depth) const {
    return fmt::format("{}{}{}", name, one_line_ ? "=" : " = ", write(value, depth + 1));
  }

  [[nodiscard]] std::string braces(const std::vector<std::string>& entries,
                                   std::size_t depth) const {
    if (one_line_) return fmt::format("{{{}}}", fmt::join(entries, ","));
    std::string out = "{\n";
    for (std::size_t i = 0; i < entries.size(); ++i) {
      out += fmt::format("{:{}}{}{}\n", "", 2 * (depth + 1), entries[i],
                         i + 1 < entries.size() ? "," : "");
    }
    return out + fmt::format("{:{}}}}", "", 2 * depth);
  }

  bool one_line_;
};

void add_line(std::vector<std::string>& lines, std::string_view name, const json::Value& fault) {
  const bool nested = fault.is_object() || fault.is_array();
  const auto text =
      nested || !fault.is_string() ? Notation(false).write(fault) : std::string(fault.get_string());
  lines.push_back(fmt::format("{}: {}", name, text));
}

// One level of nesting is flattened: `config.keys: unknown field`, `protocols.1: ...`.
void add_lines(std::vector<std::string>& lines, std::string_view name, const json::Value& fault) {
  if (const auto* object = fault.if_object()) {
    for (const auto key : sorted_keys(*object)) {
      add_line(lines, fmt::format("{}.{}", name, key), *object->if_contains(key));
    }
  } else if (const auto* array = fault.if_array()) {
    for (std::size_t i = 0; i < array->size(); ++i) {
      if ((*array)[i].is_null()) continue;
      add_line(lines, fmt::format("{}.{}", name, i + 1), (*array)[i]);
    }
  } else {
    add_line(lines, name, fault);
  }
}

}  // namespace

void Violations::add(std::string_view path, json::Value fault) {
  json::Object* here = &fields_;
  for (auto dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.')) {
    auto& inner = (*here)[path.substr(0, dot)];
    if (!inner.is_object()) inner = json::Object();
    here = &inner.get_object();
    path.remove_prefix(dot + 1);
  }
  (*here)[path] = std::move(fault);
}

void Violations::add_member(std::string_view name, json::Value fault) {
  fields_[name] = std::move(fault);
}

void Violations::add_together(std::string text) {
  auto& list = fields_[together];
  if (!list.is_array()) list = json::Array();
  list.get_array().emplace_back(std::move(text));
}

void Violations::add_inside(std::string_view member, const Violations& inside) {
  for (const auto& [name, fault] : inside.fields()) {
    if (name != together) {
      add(fmt::format("{}.{}", member, std::string_view(name)), fault);
      continue;
    }
    for (const auto& text : fault.get_array()) add_together(std::string(text.get_string()));
  }
}

bool Violations::has(std::string_view path) const {
  const json::Object* here = &fields_;
  while (true) {
    const auto dot = path.find('.');
    const auto* found = here->if_contains(path.substr(0, dot));
    if (found == nullptr) return false;
    here = found->if_object();
    // A text stands for the whole of what is inside.
    if (dot == std::string_view::npos || here == nullptr) return true;
    path.remove_prefix(dot + 1);
  }
}

std::string Violations::message() const {
  std::vector<std::string> lines;
  if (const auto* texts = fields_.if_contains(together)) {
    for (const auto& text : texts->get_array()) lines.emplace_back(text.get_string());
  }
  for (const auto key : sorted_keys(fields_)) {
    if (key != together) add_lines(lines, key, *fields_.if_contains(key));
  }
  if (lines.size() == 1) return fmt::format("schema violation ({})", lines.front());
  return fmt::format("{} schema violations ({})", lines.size(), fmt::join(lines, "; "));
}

std::string in_braces(const json::Value& values) {
  return Notation(true).write(values);
}

}  // namespace cardea::schema
