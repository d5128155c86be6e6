// SPDX-License-Identifier: Apache-2.0
// Reads a head line by line, from left to right, judging each byte before the next one: so a fault
// is found as soon as its byte is there, and a head cut anywhere is either a fault of what came or
// incomplete. The parts that requests and answers share; internal to this folder.
#pragma once

#include <cstddef>
#include <string_view>

#include "http/h1/fault.h"
#include "http/h1/parse.h"
#include "http/h1/scan.h"

namespace cardea::http::h1 {

enum class LineState : std::uint8_t { line, end, incomplete, fault };

class Reader {
 public:
  /// `bytes` must outlive the reader.
  explicit Reader(std::string_view bytes) : bytes_(bytes), scan_(bytes) {}

  /// Where the next line begins.
  [[nodiscard]] std::size_t at() const { return at_; }
  [[nodiscard]] Fault fault() const { return fault_; }
  Scan& scan() { return scan_; }

  /// Continues behind what has been read by other means.
  void skip_to(std::size_t at) { at_ = at; }

  LineState refuse(Fault fault) {
    fault_ = fault;
    return LineState::fault;
  }

  /// Reads all field lines and the empty line: `end`, or why not.
  LineState read_fields(const Limits& limits, Fields& fields);

  /// Where the field line begins that is still incomplete; 0 in the start line.
  [[nodiscard]] std::size_t incomplete_field() const { return in_fields_ ? at_ : 0; }

  /// Skips one empty line before the message (RFC 9112 section 2.2): `line`, or why there is none.
  LineState skip_empty_line();

  // The two below are the loop over a head: in line, they cost a tenth less than as calls.

  /// Finds the CR of the CRLF that ends the line, looking from `from` on; on `line` it is put into
  /// `end` and the next line begins behind it.
  [[gnu::always_inline]] LineState find_line_end(std::size_t from, std::size_t& end) {
    end = scan_.next_control(from);
    if (end + 1 < bytes_.size() && bytes_[end] == '\r' && bytes_[end + 1] == '\n') {
      at_ = end + 2;
      return LineState::line;
    }
    return judge_control(end);
  }

  /// Reads the next field line into `name` and `value` (trimmed); `end` at the empty line, which is
  /// taken.
  [[gnu::always_inline]] LineState next_field(std::string_view& name, std::string_view& value) {
    const auto begin = at_;
    const auto colon = scan_.next_non_token(begin);
    if (colon == bytes_.size()) return LineState::incomplete;
    if (bytes_[colon] != ':' || colon == begin) return judge_name(begin, colon);

    std::size_t end = 0;
    if (const auto state = find_line_end(colon + 1, end); state != LineState::line) return state;
    name = part(begin, colon);
    value = trimmed(colon + 1, end);
    return LineState::line;
  }

 private:
  [[nodiscard]] std::string_view trimmed(std::size_t begin, std::size_t end) const {
    while (begin < end && is_space(bytes_[begin])) ++begin;
    while (end > begin && is_space(bytes_[end - 1])) --end;
    return part(begin, end);
  }
  [[nodiscard]] std::string_view part(std::size_t begin, std::size_t end) const {
    return {bytes_.data() + begin, end - begin};
  }
  static bool is_space(char c) { return c == ' ' || c == '\t'; }

  LineState judge_control(std::size_t at);
  LineState judge_name(std::size_t begin, std::size_t stop);

  std::string_view bytes_;
  Scan scan_;
  std::size_t at_ = 0;
  bool in_fields_ = false;
  Fault fault_ = Fault::none;
};

/// The table of texts for a fault: request_refusal or response_refusal.
using Refusals = const Refusal& (*)(Fault);

/// What came of it; `at_limit`: no more bytes are allowed, so a head without an end is too large.
Parsed conclude(const Reader& reader, LineState state, bool at_limit, Refusals refusals);

/// Whether the new bytes can change the outcome of a parse that was incomplete: the start line is
/// still coming, a field line is broken, or the head ended or reached its limit. Moves the cursor
/// on.
bool needs_parse(std::string_view bytes, const Limits& limits, Cursor& cursor);

}  // namespace cardea::http::h1
