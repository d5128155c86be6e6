// SPDX-License-Identifier: Apache-2.0
// Rules about URL paths. A route's prefix must be written in the form to which requests are
// normalized before they are matched (RFC 3986 section 6.2.2), or it could never match.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "schema/regex.h"
#include "schema/value_rules.h"

namespace cardea::schema {
namespace {

using Fault = std::optional<std::string>;

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The value of the percent-encoded byte at `at`; -1 when there is none.
int encoded_byte(std::string_view text, std::size_t at) {
  if (text[at] != '%' || at + 2 >= text.size()) return -1;
  const int high = hex_value(text[at + 1]);
  const int low = hex_value(text[at + 2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

// Path characters of RFC 3986 section 3.3, and `%`.
bool is_path_character(char c) {
  return is_letter_or_digit(c) || std::string_view("-._~/%:@!$&'()*+,;=").contains(c);
}

Fault encoding_fault(std::string_view path) {
  for (std::size_t at = path.find('%'); at != std::string_view::npos; at = path.find('%', at + 1)) {
    if (encoded_byte(path, at) < 0) {
      return fmt::format("invalid url-encoded value: '{}'", path.substr(at, 3));
    }
  }
  return std::nullopt;
}

// Decodes every encoded byte that is not reserved (RFC 3986 section 2.2), upper-cases the rest.
std::string decoded(std::string_view path) {
  std::string out;
  for (std::size_t at = 0; at < path.size(); ++at) {
    const int byte = encoded_byte(path, at);
    if (byte < 0) {
      out += path[at];
    } else if (std::string_view("!#$%&'()*+,/:;=?@[]").contains(static_cast<char>(byte))) {
      out += fmt::format("%{:02X}", byte);
      at += 2;
    } else {
      out += static_cast<char>(byte);
      at += 2;
    }
  }
  return out;
}

// RFC 3986 section 5.2.4, with repeated slashes merged.
std::string without_dot_segments(std::string_view path) {
  std::vector<std::string_view> kept;
  bool open = true;  // whether a slash stands at the end
  while (!path.empty()) {
    path.remove_prefix(1);
    const auto segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    open = segment.empty() || segment == "." || segment == "..";
    if (segment == ".." && !kept.empty()) kept.pop_back();
    if (!open) kept.push_back(segment);
  }
  std::string out;
  for (const auto segment : kept) out.append("/").append(segment);
  return open ? out + "/" : out;
}

Fault prefix_fault(std::string_view path) {
  if (std::ranges::all_of(path, is_path_character)) {
    if (auto fault = encoding_fault(path)) return fault;
  }
  const auto normal = without_dot_segments(decoded(path));
  if (normal == path) return std::nullopt;
  return fmt::format("non-normalized path, consider use '{}' instead", normal);
}

}  // namespace

Check url_path() {
  return text_check("path", [](std::string_view value) -> Fault {
    if (!value.starts_with('/')) return "should start with: /";
    if (value.contains("//")) return "must not have empty segments";
    if (!std::ranges::all_of(value, is_path_character)) {
      return fmt::format(
          "invalid path: '{}' (characters outside of the reserved list of RFC 3986 found)", value);
    }
    return encoding_fault(value);
  });
}

Check route_path() {
  return text_check("route_path", [](std::string_view value) -> Fault {
    if (value.contains("//")) return "must not have empty segments";
    if (value.starts_with('/')) return prefix_fault(value);
    if (!value.starts_with("~/")) {
      return "should start with: / (fixed path) or ~/ (regex path)";
    }
    const auto pattern = value.substr(1);
    if (const auto fault = regex_fault(pattern)) {
      return fmt::format("invalid regex: '{}' (PCRE returned: {})", pattern, *fault);
    }
    return std::nullopt;
  });
}

}  // namespace cardea::schema
