// SPDX-License-Identifier: Apache-2.0
// Table-driven coding, four characters a step. One table for both alphabets: the decoders differ in
// which pair of symbols they take (`-_` or `+/`), so each has its own.
#include "base/base64url.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace cardea {
namespace {

constexpr std::string_view common =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::uint8_t bad = 0xff;

// Where the six bits of a character belong in a group of four; what is none of the alphabet sets a
// bit that no group has, so that one test judges four characters.
using Places = std::array<std::uint32_t, 256>;
constexpr std::uint32_t outside = 1U << 31U;

struct Alphabet {
  char symbol62, symbol63;
  std::array<std::uint8_t, 256> value{};
  std::array<Places, 4> place{};
  constexpr Alphabet(char s62, char s63) : symbol62(s62), symbol63(s63) {
    value.fill(bad);
    for (std::size_t i = 0; i < common.size(); ++i) {
      value[static_cast<unsigned char>(common[i])] = static_cast<std::uint8_t>(i);
    }
    value[static_cast<unsigned char>(s62)] = 62;
    value[static_cast<unsigned char>(s63)] = 63;
    for (std::size_t at = 0; at < 4; ++at) {
      for (std::size_t c = 0; c < 256; ++c) {
        place[at][c] = value[c] == bad ? outside : std::uint32_t{value[c]} << (18 - 6 * at);
      }
    }
  }
  [[nodiscard]] constexpr char symbol(unsigned v) const {
    return v < 62 ? common[v] : v == 62 ? symbol62 : symbol63;
  }
};

constexpr Alphabet url_alphabet('-', '_');
constexpr Alphabet standard_alphabet('+', '/');

// The two or three characters that remain after the full groups of four.
std::optional<std::size_t> decode_tail(std::string_view tail, const Alphabet& alphabet, char* out) {
  if (tail.empty()) return 0;
  if (tail.size() == 1) return std::nullopt;
  const unsigned a = alphabet.value[static_cast<unsigned char>(tail[0])];
  const unsigned b = alphabet.value[static_cast<unsigned char>(tail[1])];
  if ((a | b) == bad || a == bad || b == bad) return std::nullopt;
  out[0] = static_cast<char>(a << 2 | b >> 4);
  if (tail.size() == 2) return (b & 0xfU) == 0 ? std::optional<std::size_t>(1) : std::nullopt;
  const unsigned c = alphabet.value[static_cast<unsigned char>(tail[2])];
  if (c == bad || (c & 3U) != 0) return std::nullopt;
  out[1] = static_cast<char>((b & 0xfU) << 4 | c >> 2);
  return 2;
}

std::optional<std::size_t> decode(std::string_view text, const Alphabet& alphabet, char* out) {
  const char* in = text.data();
  char* const begin = out;
  for (std::size_t groups = text.size() / 4; groups > 0; --groups, in += 4, out += 3) {
    const std::uint32_t group = alphabet.place[0][static_cast<unsigned char>(in[0])] |
                                alphabet.place[1][static_cast<unsigned char>(in[1])] |
                                alphabet.place[2][static_cast<unsigned char>(in[2])] |
                                alphabet.place[3][static_cast<unsigned char>(in[3])];
    if ((group & outside) != 0) return std::nullopt;
    out[0] = static_cast<char>(group >> 16U);
    out[1] = static_cast<char>(group >> 8U);
    out[2] = static_cast<char>(group);
  }
  const auto rest = decode_tail({in, text.size() % 4}, alphabet, out);
  if (!rest) return std::nullopt;
  return static_cast<std::size_t>(out - begin) + *rest;
}

std::optional<std::string> decode_to_string(std::string_view text, const Alphabet& alphabet) {
  std::string out(text.size() / 4 * 3 + 2, '\0');
  const auto length = decode(text, alphabet, out.data());
  if (!length) return std::nullopt;
  out.resize(*length);
  return out;
}

// Without padding; returns the length.
std::size_t encode(std::string_view bytes, const Alphabet& alphabet, char* out) {
  const char* const begin = out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t left = bytes.size() - i;
    const auto at = [&](std::size_t k) {
      return k < left ? static_cast<unsigned char>(bytes[i + k]) : 0U;
    };
    const unsigned group = at(0) << 16 | at(1) << 8 | at(2);
    *out++ = alphabet.symbol(group >> 18);
    *out++ = alphabet.symbol(group >> 12 & 63);
    if (left > 1) *out++ = alphabet.symbol(group >> 6 & 63);
    if (left > 2) *out++ = alphabet.symbol(group & 63);
  }
  return static_cast<std::size_t>(out - begin);
}

std::string encode_to_string(std::string_view bytes, const Alphabet& alphabet) {
  std::string out((4 * bytes.size() + 2) / 3, '\0');
  encode(bytes, alphabet, out.data());
  return out;
}

}  // namespace

std::optional<std::string> decode_base64url(std::string_view text) {
  return decode_to_string(text, url_alphabet);
}

std::optional<std::size_t> decode_base64url(std::string_view text, char* out) {
  return decode(text, url_alphabet, out);
}

std::string encode_base64url(std::string_view bytes) {
  return encode_to_string(bytes, url_alphabet);
}

std::string_view encode_base64url(std::string_view bytes, char* out) {
  return {out, encode(bytes, url_alphabet, out)};
}

std::optional<std::string> decode_base64(std::string_view text, bool padded) {
  if (padded) {
    if (text.size() % 4 != 0) return std::nullopt;
    if (text.ends_with("==")) {
      text.remove_suffix(2);
    } else if (text.ends_with('=')) {
      text.remove_suffix(1);
    }
  }
  return decode_to_string(text, standard_alphabet);
}

std::string encode_base64(std::string_view bytes, bool padded) {
  std::string out = encode_to_string(bytes, standard_alphabet);
  if (padded) out.append((4 - out.size() % 4) % 4, '=');
  return out;
}

}  // namespace cardea
