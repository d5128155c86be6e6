// SPDX-License-Identifier: Apache-2.0
// The status line (RFC 9112 section 4), then as for requests.
#include "http/ascii.h"
#include "http/h1/parse.h"
#include "http/h1/reader.h"
#include "http/h1/rules.h"

namespace cardea::http::h1 {
namespace {

constexpr std::string_view shortest_line = "HTTP/1.1 200";

// The line without its CRLF. The space before an empty phrase may be missing, as with many servers.
Fault read_status_line(std::string_view line, ResponseHead& head) {
  if (line.size() < shortest_line.size() || !line.starts_with("HTTP/") || !is_digit(line[5]) ||
      line[6] != '.' || !is_digit(line[7]) || line[8] != ' ') {
    return Fault::status_line;
  }
  if (line[5] != '1' || line[7] > '1') return Fault::version;
  if (line[9] < '1' || !is_digit(line[9]) || !is_digit(line[10]) || !is_digit(line[11])) {
    return Fault::status_line;
  }
  const auto digit = [&](std::size_t place) { return line[place] - '0'; };
  head.minor_version = static_cast<std::uint8_t>(digit(7));
  head.status = static_cast<std::uint16_t>(digit(9) * 100 + digit(10) * 10 + digit(11));
  const auto rest = line.substr(shortest_line.size());
  if (rest.empty()) return Fault::none;
  if (rest.front() != ' ') return Fault::status_line;
  head.reason = rest.substr(1);
  return Fault::none;
}

LineState read_head(std::string_view bytes, Method asked, const Limits& limits, Reader& reader,
                    ResponseHead& head) {
  head.clear();
  std::size_t end = 0;
  if (const auto state = reader.find_line_end(0, end); state != LineState::line) return state;
  auto fault = read_status_line(bytes.substr(0, end), head);
  if (fault != Fault::none) return reader.refuse(fault);
  const auto state = reader.read_fields(limits, head.fields);
  if (state != LineState::end) return state;
  fault = apply_rules(head, asked);
  return fault == Fault::none ? LineState::end : reader.refuse(fault);
}

}  // namespace

Parsed parse_response(std::string_view bytes, Method asked, const Limits& limits, Cursor& cursor,
                      ResponseHead& head) {
  const auto within = bytes.substr(0, limits.head_bytes);
  if (!needs_parse(within, limits, cursor)) return {};
  Reader reader(within);
  const auto state = read_head(within, asked, limits, reader, head);
  cursor = {within.size(), reader.incomplete_field()};
  return conclude(reader, state, within.size() == limits.head_bytes, response_refusal);
}

}  // namespace cardea::http::h1
