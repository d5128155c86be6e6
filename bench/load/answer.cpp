// SPDX-License-Identifier: Apache-2.0
// A lenient reader of answer heads: the peers are trusted to speak HTTP, only the outcome is
// checked.
#include "bench/load/answer.h"

#include <strings.h>

#include <charconv>

namespace cardea::bench {
namespace {

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && ::strncasecmp(a.data(), b.data(), a.size()) == 0;
}

void read_field(std::string_view line, AnswerHead& head, bool& has_length) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return;
  const auto name = line.substr(0, colon);
  auto value = line.substr(colon + 1);
  value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
  if (same_name(name, "content-length")) {
    const auto [end, error] =
        std::from_chars(value.data(), value.data() + value.size(), head.body_size);
    has_length = error == std::errc{} && end == value.data() + value.size();
  } else if (same_name(name, "connection")) {
    head.closes = same_name(value, "close");
  }
}

}  // namespace

std::optional<AnswerHead> read_answer_head(std::string_view received) {
  const auto end = received.find("\r\n\r\n");
  if (end == std::string_view::npos) return std::nullopt;
  AnswerHead head;
  head.head_size = end + 4;
  bool has_length = false;
  auto line_end = received.find("\r\n");
  const auto status_line = received.substr(0, line_end);
  while (line_end < end) {
    const auto start = line_end + 2;
    line_end = received.find("\r\n", start);
    read_field(received.substr(start, line_end - start), head, has_length);
  }
  if (has_length && status_line.starts_with("HTTP/1.1 ") && status_line.size() >= 12) {
    std::from_chars(status_line.data() + 9, status_line.data() + 12, head.status);
  }
  return head;
}

}  // namespace cardea::bench
