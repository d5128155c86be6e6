// SPDX-License-Identifier: Apache-2.0
// Randomness by getrandom(2): it cannot fail for small requests once the system is up, and blocks
// before that.
#include "base/uuid.h"

#include <sys/random.h>

#include <array>
#include <cerrno>
#include <cstdlib>

namespace cardea {
namespace {

void fill_random(char* out, std::size_t count) {
  while (count > 0) {
    const ssize_t got = ::getrandom(out, count, 0);
    if (got < 0) {
      if (errno == EINTR) continue;
      std::abort();  // a gateway without randomness must not run
    }
    out += got;
    count -= static_cast<std::size_t>(got);
  }
}

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

}  // namespace

std::string random_bytes(std::size_t count) {
  std::string out(count, '\0');
  fill_random(out.data(), count);
  return out;
}

std::string to_hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    out += digits[static_cast<unsigned char>(c) >> 4];
    out += digits[static_cast<unsigned char>(c) & 0xf];
  }
  return out;
}

std::string make_uuid() {
  std::array<char, 16> raw{};
  fill_random(raw.data(), raw.size());
  raw[6] = static_cast<char>((raw[6] & 0x0f) | 0x40);
  raw[8] = static_cast<char>((raw[8] & 0x3f) | 0x80);
  std::string text = to_hex({raw.data(), raw.size()});
  for (const std::size_t at : {8U, 13U, 18U, 23U}) text.insert(at, 1, '-');
  return text;
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !is_hex(text[i])) return false;
  }
  return true;
}

std::string random_alphanumeric(std::size_t count) {
  constexpr std::string_view symbols =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  std::string out;
  out.reserve(count);
  while (out.size() < count) {
    for (const char c : random_bytes(count)) {
      const unsigned value = static_cast<unsigned char>(c) & 63U;
      if (value < symbols.size() && out.size() < count) out += symbols[value];
    }
  }
  return out;
}

}  // namespace cardea
