// SPDX-License-Identifier: Apache-2.0
// The request line (RFC 9112 section 3), then the field lines, then what they say together.
#include "http/h1/parse.h"
#include "http/h1/reader.h"
#include "http/h1/rules.h"

namespace cardea::http::h1 {
namespace {

constexpr std::size_t longest_method = 32;
constexpr std::string_view version_start = " HTTP/1.";
constexpr std::size_t version_size = version_start.size() + 1;

class RequestParser {
 public:
  RequestParser(std::string_view bytes, const Limits& limits, RequestHead& head)
      : bytes_(bytes), limits_(limits), head_(head), reader_(bytes) {}

  LineState run() {
    head_.clear();
    if (const auto state = read_request_line(); state != LineState::line) return state;
    const auto state = reader_.read_fields(limits_, head_.fields);
    if (state != LineState::end) return state;
    const auto fault = apply_rules(head_);
    return fault == Fault::none ? LineState::end : reader_.refuse(fault);
  }

  [[nodiscard]] const Reader& reader() const { return reader_; }

 private:
  LineState read_request_line() {
    if (const auto state = reader_.skip_empty_line(); state != LineState::line) return state;
    const auto begin = reader_.at();
    const auto space = reader_.scan().next_non_token(begin);
    if (space - begin > longest_method) return reader_.refuse(Fault::method_too_long);
    if (space == bytes_.size()) return LineState::incomplete;
    if (bytes_[space] != ' ' || space == begin) return reader_.refuse(Fault::method);
    head_.method_text = bytes_.substr(begin, space - begin);

    std::size_t end = 0;
    const auto state = reader_.find_line_end(space + 1, end);
    if (end - space - 1 > limits_.target_bytes + version_size) {
      return reader_.refuse(Fault::target_too_long);
    }
    return state == LineState::line ? read_target(space + 1, end) : state;
  }

  // [begin, end) is what follows the method and its space.
  LineState read_target(std::size_t begin, std::size_t end) {
    if (end - begin < version_size) return reader_.refuse(Fault::request_line);
    const auto version = bytes_.substr(end - version_size, version_size);
    const char minor = version.back();
    if (!version.starts_with(version_start) || (minor != '0' && minor != '1')) {
      return reader_.refuse(is_other_version(version) ? Fault::version : Fault::request_line);
    }
    head_.minor_version = static_cast<std::uint8_t>(minor - '0');
    head_.method = find_method(head_.method_text);
    head_.raw_target = bytes_.substr(begin, end - version_size - begin);
    if (head_.raw_target.size() > limits_.target_bytes) {
      return reader_.refuse(Fault::target_too_long);
    }
    const auto target = split_target(head_.raw_target, head_.method);
    if (!target) return reader_.refuse(Fault::target);
    if (head_.method == Method::connect) return reader_.refuse(Fault::connect);
    head_.target = *target;
    return LineState::line;
  }

  static bool is_other_version(std::string_view text) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    return text.starts_with(version_start.substr(0, 6)) && is_digit(text[6]) && text[7] == '.' &&
           is_digit(text[8]);
  }

  std::string_view bytes_;
  const Limits& limits_;
  RequestHead& head_;
  Reader reader_;
};

}  // namespace

Parsed parse_request(std::string_view bytes, const Limits& limits, Cursor& cursor,
                     RequestHead& head) {
  const auto within = bytes.substr(0, limits.head_bytes);
  if (!needs_parse(within, limits, cursor)) return {};
  RequestParser parser(within, limits, head);
  const auto state = parser.run();
  cursor = {within.size(), parser.reader().incomplete_field()};
  return conclude(parser.reader(), state, within.size() == limits.head_bytes, request_refusal);
}

}  // namespace cardea::http::h1
