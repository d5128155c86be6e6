// SPDX-License-Identifier: Apache-2.0
// Rules about the alphabet of a text: names, tags, header names, methods.
#include <fmt/format.h>

#include <algorithm>

#include "schema/value_rules.h"

namespace cardea::schema {
namespace {

using Fault = std::optional<std::string>;

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// A byte of a character beyond ASCII. Which bytes may follow which was settled by the JSON parser.
bool is_beyond_ascii(char c) {
  return static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

Check upper_case_letters() {
  return text_check("upper_case_letters", [](std::string_view value) -> Fault {
    if (std::ranges::all_of(value, [](char c) { return c >= 'A' && c <= 'Z'; })) {
      return std::nullopt;
    }
    return fmt::format("invalid value: {}", value);
  });
}

Check entity_name() {
  return text_check("name", [](std::string_view value) -> Fault {
    const auto legal = [](char c) {
      return is_letter_or_digit(c) || is_beyond_ascii(c) || std::string_view(".-_~").contains(c);
    };
    if (std::ranges::all_of(value, legal)) return std::nullopt;
    return fmt::format(
        "invalid value '{}': the only accepted ascii characters are alphanumerics or ., -, _, "
        "and ~",
        value);
  });
}

Check tag() {
  return text_check("tag", [](std::string_view value) -> Fault {
    const auto legal = [](char c) {
      return is_beyond_ascii(c) || (c >= ' ' && c <= '~' && c != ',' && c != '/');
    };
    if (std::ranges::all_of(value, legal)) return std::nullopt;
    return fmt::format(
        "invalid tag '{}': expected printable ascii (except `,` and `/`) or valid utf-8 sequences",
        value);
  });
}

Check header_name() {
  return text_check("header_name", [](std::string_view value) -> Fault {
    const auto legal = [](char c) { return is_letter_or_digit(c) || c == '-' || c == '_'; };
    if (value.empty()) return "no header name provided";
    if (std::ranges::all_of(value, legal)) return std::nullopt;
    return fmt::format("bad header name '{}', allowed characters are A-Z, a-z, 0-9, '_', and '-'",
                       value);
  });
}

const std::vector<std::string>& protocols() {
  static const std::vector<std::string> all = {"grpc", "grpcs",           "http", "https", "tcp",
                                               "tls",  "tls_passthrough", "udp"};
  return all;
}

}  // namespace cardea::schema
