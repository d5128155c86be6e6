// SPDX-License-Identifier: Apache-2.0
// Builds one JSON object on one line in memory that the caller owns, without allocating. The result
// is always valid JSON: texts are escaped, bytes that are not UTF-8 become U+FFFD, and what does
// not fit is left out and marked.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/time.h"

namespace cardea::observe {

/// Member names must be plain ASCII that needs no escape. A text longer than `most` bytes (never
/// more than `longest_text`) is cut at a character and ends with "...". When the memory is used up
/// further members are dropped and the object ends with `"truncated":true`.
class JsonLine {
 public:
  static constexpr std::size_t longest_text = 4096;

  /// `memory` must hold at least 256 bytes and outlive the line.
  explicit JsonLine(std::span<char> memory);

  JsonLine& text(std::string_view name, std::string_view value, std::size_t most = longest_text);
  JsonLine& number(std::string_view name, std::int64_t value);
  JsonLine& boolean(std::string_view name, bool value);
  JsonLine& null(std::string_view name);
  /// `count` thousandths with three decimals: microseconds shown as milliseconds (1234 -> 1.234).
  JsonLine& thousandths(std::string_view name, std::int64_t count);
  /// RFC 3339 in UTC with milliseconds.
  JsonLine& time(std::string_view name, WallTime at);

  /// Members until `close` stand inside an object called `name`. At most 8 deep.
  JsonLine& open(std::string_view name);
  /// The same for a list, whose elements are objects: each stands between `open_item` and `close`.
  JsonLine& open_list(std::string_view name);
  JsonLine& open_item();
  JsonLine& close();

  /// Closes what is open and ends the line with a newline. Nothing may be added after it. The view
  /// points into the memory.
  std::string_view finish();

 private:
  static constexpr unsigned deepest = 8;

  bool has_room(std::size_t worst);
  bool begin_member(std::string_view name, std::size_t worst);
  JsonLine& open_with(char bracket, bool begun);
  void put(std::string_view bytes);

  char* begin_;
  char* at_;
  char* end_;                            // leaves room for the closing braces and the mark
  std::array<char, deepest> closers_{};  // what ends each open level
  unsigned depth_ = 0;
  unsigned skipped_depth_ = 0;
  bool first_ = true;
  bool truncated_ = false;
};

/// `YYYY-MM-DDThh:mm:ss.mmmZ` (RFC 3339), 24 bytes, into `out`. Years 0000 to 9999.
void write_rfc3339(WallTime at, char* out);

/// Appends `text` as a quoted JSON string with the same rules to a growing one; for lines that are
/// not built in fixed memory.
void append_json_text(std::string& out, std::string_view text);

}  // namespace cardea::observe
