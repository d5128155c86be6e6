// SPDX-License-Identifier: Apache-2.0
// One scan decides that nothing is to be done. Otherwise the path is decoded, then its segments are
// walked; reading never falls behind writing, so both steps work in one piece of memory.
#include "http/path.h"

#include <array>
#include <cstring>

#include "http/ascii.h"

namespace cardea::http {
namespace {

constexpr std::string_view upper_hex = "0123456789ABCDEF";

enum class Kind : unsigned char { unsafe, unreserved, reserved, percent };

constexpr auto kinds = [] {
  std::array<Kind, 256> table{};
  for (unsigned c = 1; c < 128; ++c) {
    const char byte = static_cast<char>(c);
    const bool letter = to_lower(byte) >= 'a' && to_lower(byte) <= 'z';
    const bool mark = std::string_view("-._~").contains(byte);
    if (letter || is_digit(byte) || mark) table[c] = Kind::unreserved;
    if (std::string_view("!*'();:@&=+$,/?#[]").contains(byte)) table[c] = Kind::reserved;
  }
  table['%'] = Kind::percent;
  return table;
}();

Kind kind(char c) {
  return kinds[static_cast<unsigned char>(c)];
}

// Whether the path needs neither decoding nor removing; when in doubt, no.
bool is_normal(std::string_view path) {
  char previous = 0;
  for (const char c : path) {
    if (c == '%' || (previous == '/' && (c == '/' || c == '.'))) return false;
    previous = c;
  }
  return true;
}

char* write_encoded(char* out, unsigned char byte) {
  out[0] = '%';
  out[1] = upper_hex[byte >> 4];
  out[2] = upper_hex[byte & 15];
  return out + 3;
}

// Decodes all but reserved bytes; the end of what was written, nullptr if an encoding is broken.
char* decode(std::string_view raw, char* out) {
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] != '%') {
      *out++ = raw[i];
      continue;
    }
    if (raw.size() - i < 3) return nullptr;
    const int high = hex_value(raw[i + 1]);
    const int low = hex_value(raw[i + 2]);
    if (high < 0 || low < 0 || (high == 0 && low == 0)) return nullptr;
    const auto byte = static_cast<unsigned char>(high << 4 | low);
    const auto decoded = static_cast<char>(byte);
    if (kind(decoded) == Kind::reserved || kind(decoded) == Kind::percent) {
      out = write_encoded(out, byte);
    } else {
      *out++ = decoded;
    }
    i += 2;
  }
  return out;
}

// Merges slashes and removes dot segments in [begin, end), which starts with `/`. Returns the new
// end. The written part always ends with `/` when a segment begins.
char* remove_dot_segments(char* begin, const char* end) {
  const char* in = begin + 1;
  char* out = begin + 1;
  while (in < end) {
    const void* slash = std::memchr(in, '/', static_cast<std::size_t>(end - in));
    const char* stop = slash == nullptr ? end : static_cast<const char*>(slash) + 1;
    const std::string_view segment(in, static_cast<std::size_t>(stop - in));
    if (segment == "../" || segment == "..") {
      if (out > begin + 1) --out;
      while (out[-1] != '/') --out;
    } else if (segment != "./" && segment != "." && segment != "/") {
      std::memmove(out, in, segment.size());
      out += segment.size();
    }
    in = stop;
  }
  return out;
}

}  // namespace

std::optional<std::string_view> normalise_path(std::string_view raw, char* out) {
  if (is_normal(raw)) return raw;
  const char* decoded_end = decode(raw, out);
  if (decoded_end == nullptr) return std::nullopt;
  const char* end = raw.front() == '/' ? remove_dot_segments(out, decoded_end) : decoded_end;
  return std::string_view(out, static_cast<std::size_t>(end - out));
}

std::string_view encode_path(std::string_view path, char* out) {
  std::size_t safe = 0;
  while (safe < path.size() && kind(path[safe]) != Kind::unsafe) ++safe;
  if (safe == path.size()) return path;

  char* at = out;
  for (const char c : path) {
    if (kind(c) == Kind::unsafe) {
      at = write_encoded(at, static_cast<unsigned char>(c));
    } else {
      *at++ = c;
    }
  }
  return {out, static_cast<std::size_t>(at - out)};
}

}  // namespace cardea::http
