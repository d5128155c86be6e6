// SPDX-License-Identifier: Apache-2.0
// One recursive walk serves both forms; canonical differs in the order of members and the spelling
// of whole numbers. Recursion is bounded by the depth parse() allows.
#include "json/write.h"

#include <algorithm>
#include <array>
#include <boost/json/value.hpp>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <vector>

namespace cardea::json {
namespace {

enum class Form : std::uint8_t { as_given, canonical };

template <class Number>
void append_number(std::string& out, Number number) {
  std::array<char, 32> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  out.append(text.data(), end);
}

// A double must read back as a double where that matters: 1.0 is written with its fraction.
void append_double(std::string& out, double number, Form form) {
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  constexpr double exact_integers = 9007199254740992.0;  // 2^53
  const bool whole = std::abs(number) < exact_integers && std::trunc(number) == number;
  if (whole && form == Form::canonical) {
    append_number(out, static_cast<std::int64_t>(number));
    return;
  }
  const std::size_t start = out.size();
  append_number(out, number);
  if (out.find_first_of(".e", start) == std::string::npos) out += ".0";
}

void append_escaped(std::string& out, char c) {
  constexpr std::string_view digits = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out += "\\u00";
      out += digits[static_cast<unsigned char>(c) >> 4U];
      out += digits[static_cast<unsigned char>(c) & 0xfU];
  }
}

bool needs_escape(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\' || c == '\x7f';
}

void append_value(std::string& out, const Value& value, Form form);

void append_member(std::string& out, const boost::json::key_value_pair& member, Form form) {
  write_string_to(out, member.key());
  out += ':';
  append_value(out, member.value(), form);
}

void append_object(std::string& out, const Object& object, Form form) {
  std::vector<const boost::json::key_value_pair*> members;
  members.reserve(object.size());
  for (const auto& member : object) members.push_back(&member);
  if (form == Form::canonical) {
    std::ranges::sort(members, {}, [](const auto* member) { return member->key(); });
  }
  out += '{';
  bool first = true;
  for (const auto* member : members) {
    if (!std::exchange(first, false)) out += ',';
    append_member(out, *member, form);
  }
  out += '}';
}

void append_array(std::string& out, const Array& array, Form form) {
  out += '[';
  bool first = true;
  for (const Value& element : array) {
    if (!std::exchange(first, false)) out += ',';
    append_value(out, element, form);
  }
  out += ']';
}

void append_value(std::string& out, const Value& value, Form form) {
  switch (value.kind()) {
    case boost::json::kind::null:
      out += "null";
      return;
    case boost::json::kind::bool_:
      out += value.get_bool() ? "true" : "false";
      return;
    case boost::json::kind::int64:
      append_number(out, value.get_int64());
      return;
    case boost::json::kind::uint64:
      append_number(out, value.get_uint64());
      return;
    case boost::json::kind::double_:
      append_double(out, value.get_double(), form);
      return;
    case boost::json::kind::string:
      write_string_to(out, value.get_string());
      return;
    case boost::json::kind::array:
      append_array(out, value.get_array(), form);
      return;
    case boost::json::kind::object:
      append_object(out, value.get_object(), form);
      return;
  }
}

}  // namespace

std::string write(const Value& value) {
  std::string out;
  append_value(out, value, Form::as_given);
  return out;
}

std::string write(const Object& object) {
  std::string out;
  append_object(out, object, Form::as_given);
  return out;
}

void write_to(std::string& out, const Value& value) {
  append_value(out, value, Form::as_given);
}

void write_string_to(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const auto stop = std::ranges::find_if(text, needs_escape);
    const auto plain = static_cast<std::size_t>(stop - text.begin());
    out.append(text.substr(0, plain));
    if (plain == text.size()) break;
    append_escaped(out, text[plain]);
    text.remove_prefix(plain + 1);
  }
  out += '"';
}

std::string canonical(const Value& value) {
  std::string out;
  append_value(out, value, Form::canonical);
  return out;
}

bool equal(const Value& a, const Value& b) {
  return canonical(a) == canonical(b);
}

}  // namespace cardea::json
