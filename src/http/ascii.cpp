// SPDX-License-Identifier: Apache-2.0
// Byte loops; the character classes are tables made at compile time.
#include "http/ascii.h"

#include <algorithm>
#include <array>

namespace cardea::http {
namespace {

constexpr std::string_view token_marks = "!#$%&'*+-.^_`|~";

constexpr auto token_bytes = [] {
  std::array<bool, 256> table{};
  for (int c = 0; c < 256; ++c) {
    const char byte = static_cast<char>(c);
    const bool letter = to_lower(byte) >= 'a' && to_lower(byte) <= 'z';
    table[static_cast<std::size_t>(c)] =
        letter || is_digit(byte) || (c != 0 && token_marks.contains(byte));
  }
  return table;
}();

bool is_space(char c) {
  return c == ' ' || c == '\t';
}

}  // namespace

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, to_lower, to_lower);
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view lower_case(std::string_view text, char* out) {
  std::ranges::transform(text, out, to_lower);
  return {out, text.size()};
}

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return token_bytes[static_cast<unsigned char>(c)];
  });
}

// Without an early end, so that the compiler takes many bytes at a time.
bool is_field_text(std::string_view text) {
  unsigned wrong = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    wrong |= static_cast<unsigned>(byte < 0x20) & static_cast<unsigned>(byte != '\t');
    wrong |= static_cast<unsigned>(byte == 0x7f);
  }
  return wrong == 0;
}

}  // namespace cardea::http
