// SPDX-License-Identifier: Apache-2.0
// Byte loops; the character classes are tables made at compile time.
#include "http/ascii.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

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

bool is_field_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte >= 0x20 && byte != 0x7f) || byte == '\t';
}

constexpr std::size_t word_size = sizeof(std::uint64_t);
constexpr std::uint64_t ones = 0x0101010101010101U;
constexpr std::uint64_t tops = ones * 0x80;

// The first bytes of the text, spaces after its end.
std::uint64_t load_word(std::string_view text) {
  std::uint64_t word = ones * ' ';
  if (!text.empty()) std::memcpy(&word, text.data(), std::min(text.size(), word_size));
  return word;
}

// Whether no byte is below 0x20 or 0x7f, by borrows: below n if (x - n) has the top bit and x has
// not.
bool is_plain(std::uint64_t word) {
  const std::uint64_t deleted = word ^ (ones * 0x7f);
  const std::uint64_t below = (word - ones * 0x20) & ~word;
  const std::uint64_t zero = (deleted - ones) & ~deleted;
  return ((below | zero) & tops) == 0;
}

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

// Eight bytes at a time are seen to be plain; only texts that are not are looked at one by one.
bool is_field_text(std::string_view text) {
  std::string_view rest = text;
  while (rest.size() >= word_size && is_plain(load_word(rest))) rest.remove_prefix(word_size);
  if (rest.size() < word_size && is_plain(load_word(rest))) return true;
  return std::ranges::all_of(rest, is_field_byte);
}

}  // namespace cardea::http
