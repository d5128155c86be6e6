// SPDX-License-Identifier: Apache-2.0
// ASCII as HTTP reads it: letters without case and optional white space (SP, HTAB). No locale, no
// allocation; bytes from 0x80 up are left alone.
#pragma once

#include <string_view>

namespace cardea::http {

constexpr char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// The value of a hexadecimal digit of either case, -1 for anything else.
constexpr int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Whether two texts are the same but for the case of ASCII letters.
bool equals_ignoring_case(std::string_view a, std::string_view b);

/// Without the SP and HTAB at both ends (OWS, RFC 9110 section 5.6.3).
std::string_view trim(std::string_view text);

/// `text` with ASCII letters in lower case, written to `out` (room for `text.size()` bytes).
std::string_view lower_case(std::string_view text, char* out);

/// Whether `text` is a token (RFC 9110 section 5.6.2): one or more tchar.
bool is_token(std::string_view text);

/// Whether every byte may stand in a field value (RFC 9110 section 5.5): visible ASCII, obs-text,
/// SP, HTAB.
bool is_field_text(std::string_view text);

}  // namespace cardea::http
