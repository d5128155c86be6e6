// SPDX-License-Identifier: Apache-2.0
// JSON writing into fixed memory. Texts are copied in runs of bytes that need no escape; the others
// are looked at one by one: control characters, quote, backslash, and everything from 0x80 up,
// which must be well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates).
#include "observe/json_line.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cstring>

namespace cardea::observe {
namespace {

constexpr std::size_t tail_room = 64;  // `}` for each level, the mark, the newline
constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

constexpr std::array<bool, 256> plain = [] {
  std::array<bool, 256> table{};
  for (unsigned c = 0x20; c < 0x80; ++c) table[c] = c != '"' && c != '\\';
  return table;
}();

bool is_plain(char c) {
  return plain[static_cast<unsigned char>(c)];
}

bool continues(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
}

// The length of the UTF-8 character at the front of `text`, or 0 when there is none.
std::size_t character_length(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  const auto second = text.size() > 1 ? static_cast<unsigned char>(text[1]) : 0U;
  if (first >= 0xC2 && first <= 0xDF) return continues(text, 1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const bool overlong = first == 0xE0 && second < 0xA0;
    const bool surrogate = first == 0xED && second > 0x9F;
    return continues(text, 1) && continues(text, 2) && !overlong && !surrogate ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const bool outside = (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F);
    return continues(text, 1) && continues(text, 2) && continues(text, 3) && !outside ? 4 : 0;
  }
  return 0;
}

// One piece of an escaped text: what to write and how much of the input it stands for.
struct Piece {
  std::string_view bytes;
  std::size_t taken;
};

// The next piece of `text`, which is not empty; `room` holds an escape when one is needed.
Piece next_piece(std::string_view text, std::array<char, 6>& room) {
  std::size_t run = 0;
  while (run < text.size() && is_plain(text[run])) ++run;
  if (run > 0) return {text.substr(0, run), run};
  const auto c = static_cast<unsigned char>(text[0]);
  if (c >= 0x80) {
    const std::size_t length = character_length(text);
    return length == 0 ? Piece{replacement, 1} : Piece{text.substr(0, length), length};
  }
  constexpr std::string_view digits = "0123456789abcdef";
  const auto shorthand = std::string_view("\"\\\b\f\n\r\t").find(text[0]);
  if (shorthand != std::string_view::npos) {
    room = {'\\', "\"\\bfnrt"[shorthand]};
    return {{room.data(), 2}, 1};
  }
  room = {'\\', 'u', '0', '0', digits[c >> 4U], digits[c & 15U]};
  return {{room.data(), 6}, 1};
}

void write_digits(unsigned value, char* out, unsigned count) {
  for (unsigned i = count; i-- > 0; value /= 10) out[i] = static_cast<char>('0' + value % 10);
}

}  // namespace

JsonLine::JsonLine(std::span<char> memory)
    : begin_(memory.data()), at_(memory.data()), end_(memory.data() + memory.size() - tail_room) {
  *at_++ = '{';
}

void JsonLine::put(std::string_view bytes) {
  std::memcpy(at_, bytes.data(), bytes.size());
  at_ += bytes.size();
}

bool JsonLine::has_room(std::size_t worst) {
  const auto room = static_cast<std::size_t>(end_ - at_);
  if (skipped_depth_ > 0 || worst > room) truncated_ = true;
  return !truncated_;
}

bool JsonLine::begin_member(std::string_view name, std::size_t worst) {
  if (!has_room(name.size() + 4 + worst)) return false;
  if (!first_) *at_++ = ',';
  first_ = false;
  *at_++ = '"';
  put(name);
  put("\":");
  return true;
}

JsonLine& JsonLine::text(std::string_view name, std::string_view value, std::size_t most) {
  constexpr std::string_view cut = "...";
  if (!begin_member(name, 16)) return *this;
  *at_++ = '"';
  std::array<char, 6> escape{};
  std::size_t kept = 0;
  while (!value.empty()) {
    const Piece piece = next_piece(value, escape);
    const auto room = static_cast<std::size_t>(end_ - at_) - cut.size() - 1;
    const std::size_t fits = std::min(room, most - kept);
    if (piece.bytes.size() > fits) {
      // Only a run of plain bytes may be parted; the rest are whole characters.
      if (is_plain(value[0])) put(piece.bytes.substr(0, fits));
      put(cut);
      break;
    }
    put(piece.bytes);
    kept += piece.taken;
    value.remove_prefix(piece.taken);
  }
  *at_++ = '"';
  return *this;
}

JsonLine& JsonLine::number(std::string_view name, std::int64_t value) {
  if (begin_member(name, 20)) at_ = std::to_chars(at_, at_ + 20, value).ptr;
  return *this;
}

JsonLine& JsonLine::boolean(std::string_view name, bool value) {
  if (begin_member(name, 5)) put(value ? "true" : "false");
  return *this;
}

JsonLine& JsonLine::null(std::string_view name) {
  if (begin_member(name, 4)) put("null");
  return *this;
}

JsonLine& JsonLine::thousandths(std::string_view name, std::int64_t count) {
  if (!begin_member(name, 24)) return *this;
  std::uint64_t size = static_cast<std::uint64_t>(count);
  if (count < 0) {
    *at_++ = '-';
    size = 0 - size;
  }
  at_ = std::to_chars(at_, at_ + 20, size / 1000).ptr;
  *at_++ = '.';
  write_digits(static_cast<unsigned>(size % 1000), at_, 3);
  at_ += 3;
  return *this;
}

JsonLine& JsonLine::time(std::string_view name, WallTime at) {
  if (!begin_member(name, 26)) return *this;
  *at_++ = '"';
  write_rfc3339(at, at_);
  at_ += 24;
  *at_++ = '"';
  return *this;
}

JsonLine& JsonLine::open(std::string_view name) {
  return open_with('{', skipped_depth_ == 0 && depth_ < deepest && begin_member(name, 2));
}

JsonLine& JsonLine::open_list(std::string_view name) {
  return open_with('[', skipped_depth_ == 0 && depth_ < deepest && begin_member(name, 2));
}

JsonLine& JsonLine::open_item() {
  const bool begun = skipped_depth_ == 0 && depth_ < deepest && has_room(3);
  if (begun && !first_) *at_++ = ',';
  return open_with('{', begun);
}

JsonLine& JsonLine::open_with(char bracket, bool begun) {
  if (!begun) {
    ++skipped_depth_;
    truncated_ = true;
    return *this;
  }
  *at_++ = bracket;
  closers_[depth_++] = bracket == '{' ? '}' : ']';
  first_ = true;
  return *this;
}

JsonLine& JsonLine::close() {
  if (skipped_depth_ > 0) {
    --skipped_depth_;
  } else if (depth_ > 0) {
    *at_++ = closers_[--depth_];
    first_ = false;
  }
  return *this;
}

std::string_view JsonLine::finish() {
  while (depth_ > 0) *at_++ = closers_[--depth_];
  if (truncated_) put(at_ == begin_ + 1 ? R"("truncated":true)" : R"(,"truncated":true)");
  put("}\n");
  return {begin_, static_cast<std::size_t>(at_ - begin_)};
}

void write_rfc3339(WallTime at, char* out) {
  namespace chrono = std::chrono;
  const auto days = chrono::floor<chrono::days>(at.since_epoch);
  const chrono::year_month_day date{chrono::sys_days(days)};
  const auto of_day = chrono::floor<chrono::milliseconds>(at.since_epoch - days);
  const auto milliseconds = static_cast<unsigned>(of_day.count());
  constexpr std::string_view shape = "0000-00-00T00:00:00.000Z";
  std::memcpy(out, shape.data(), shape.size());
  write_digits(static_cast<unsigned>(static_cast<int>(date.year())), out, 4);
  write_digits(static_cast<unsigned>(date.month()), out + 5, 2);
  write_digits(static_cast<unsigned>(date.day()), out + 8, 2);
  write_digits(milliseconds / 3'600'000, out + 11, 2);
  write_digits(milliseconds / 60'000 % 60, out + 14, 2);
  write_digits(milliseconds / 1000 % 60, out + 17, 2);
  write_digits(milliseconds % 1000, out + 20, 3);
}

void append_json_text(std::string& out, std::string_view text) {
  std::array<char, 6> escape{};
  out += '"';
  while (!text.empty()) {
    const Piece piece = next_piece(text, escape);
    out += piece.bytes;
    text.remove_prefix(piece.taken);
  }
  out += '"';
}

}  // namespace cardea::observe
