// SPDX-License-Identifier: Apache-2.0
// The paths that are seldom taken: faults, pieces, empty lines.
#include "http/h1/reader.h"

#include <algorithm>

namespace cardea::http::h1 {

LineState Reader::skip_empty_line() {
  if (bytes_.empty()) return LineState::incomplete;
  if (bytes_[0] == '\n') return refuse(Fault::bare_lf);
  if (bytes_[0] != '\r') return LineState::line;
  if (bytes_.size() == 1) return LineState::incomplete;
  if (bytes_[1] != '\n') return refuse(Fault::bare_cr);
  at_ = 2;
  if (bytes_.size() == 2) return LineState::incomplete;
  if (bytes_[2] == '\n') return refuse(Fault::bare_lf);
  return bytes_[2] == '\r' ? refuse(Fault::empty_lines) : LineState::line;
}

// What stands where a line should go on or end with CRLF.
LineState Reader::judge_control(std::size_t at) {
  if (at == bytes_.size()) return LineState::incomplete;
  if (bytes_[at] == '\n') return refuse(Fault::bare_lf);
  if (bytes_[at] != '\r') return refuse(Fault::control_character);
  return at + 1 == bytes_.size() ? LineState::incomplete : refuse(Fault::bare_cr);
}

// A line that begins with no `token:`; it may be the empty one that ends the head.
LineState Reader::judge_name(std::size_t begin, std::size_t stop) {
  const char c = bytes_[stop];
  if (stop != begin) {
    return refuse(is_space(c) ? Fault::space_before_colon : Fault::field_name);
  }
  if (is_space(c)) return refuse(Fault::obs_fold);
  if (c != '\r') return refuse(c == '\n' ? Fault::bare_lf : Fault::field_name);
  std::size_t end = 0;
  const auto state = find_line_end(begin, end);
  return state == LineState::line ? LineState::end : state;
}

LineState Reader::read_fields(const Limits& limits, Fields& fields) {
  const auto room = std::min<std::size_t>(limits.fields, Fields::capacity);
  std::string_view name;
  std::string_view value;
  in_fields_ = true;
  while (true) {
    const auto line = at_;
    const auto state = next_field(name, value);
    if (state == LineState::end) fields.set_lines_end(bytes_.data() + line);
    if (state != LineState::line) return state;
    if (fields.size() == room) return refuse(Fault::too_many_fields);
    fields.add(name, value);
  }
}

Parsed conclude(const Reader& reader, LineState state, bool at_limit, Refusals refusals) {
  if (state == LineState::end) return {ParseState::complete, reader.at(), nullptr};
  if (state == LineState::fault) return {ParseState::refused, 0, &refusals(reader.fault())};
  if (at_limit) return {ParseState::refused, 0, &refusals(Fault::head_too_large)};
  return {};
}

bool needs_parse(std::string_view bytes, const Limits& limits, Cursor& cursor) {
  const bool start_line = cursor.line == 0;
  const bool limited =
      bytes.size() >= limits.head_bytes || (start_line && bytes.size() > limits.target_bytes);
  if (cursor.scanned == 0 || limited || bytes.size() < cursor.scanned) return true;

  // A CR may have been the last byte, so that its LF decides now.
  const auto control = Scan(bytes).next_control(cursor.scanned - 1);
  cursor.scanned = bytes.size();
  if (control == bytes.size()) return false;
  if (start_line) return true;

  Reader reader(bytes);
  reader.skip_to(cursor.line);
  std::string_view name;
  std::string_view value;
  auto state = LineState::line;
  while (state == LineState::line) {
    cursor.line = reader.at();
    state = reader.next_field(name, value);
  }
  return state != LineState::incomplete;
}

}  // namespace cardea::http::h1
