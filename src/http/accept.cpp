// SPDX-License-Identifier: Apache-2.0
// Media ranges by a table, qualities in thousandths.
#include "http/accept.h"

#include <array>

#include "http/ascii.h"
#include "http/list.h"

namespace cardea::http {
namespace {

struct Range {
  std::string_view text;
  MediaType type;
};

constexpr std::array ranges = {
    Range{"application/json", MediaType::json}, Range{"text/html", MediaType::html},
    Range{"application/xml", MediaType::xml},   Range{"text/plain", MediaType::plain},
    Range{"application/grpc", MediaType::grpc}, Range{"*/*", MediaType::json},
    Range{"application/*", MediaType::json},    Range{"text/*", MediaType::html},
};

constexpr int full_quality = 1000;

// RFC 9110 section 12.4.2: `0` or `1` and up to three decimals. -1 for anything else.
int read_quality(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return -1;
  if (text.size() > 1 && text[1] != '.') return -1;
  int quality = text[0] - '0';
  for (std::size_t place = 2; place < 5; ++place) {
    const char digit = place < text.size() ? text[place] : '0';
    if (!is_digit(digit)) return -1;
    quality = quality * 10 + (digit - '0');
  }
  return quality <= full_quality ? quality : -1;
}

// The quality among the parameters `;a=b;q=0.5`; full if there is none, 0 if it cannot be read.
int quality_of(std::string_view parameters) {
  while (!parameters.empty()) {
    parameters.remove_prefix(1);
    const auto end = parameters.find(';');
    const auto one = trim(parameters.substr(0, end));
    if (one.size() >= 2 && to_lower(one[0]) == 'q' && one[1] == '=') {
      const int quality = read_quality(one.substr(2));
      return quality < 0 ? 0 : quality;
    }
    parameters.remove_prefix(end == std::string_view::npos ? parameters.size() : end);
  }
  return full_quality;
}

}  // namespace

std::optional<MediaType> find_media_type(std::string_view content_type) {
  const auto type = trim(content_type.substr(0, content_type.find(';')));
  for (const auto& range : ranges) {
    if (equals_ignoring_case(type, range.text)) return range.type;
  }
  return std::nullopt;
}

std::optional<MediaType> negotiate(std::string_view accept) {
  std::optional<MediaType> best;
  int best_quality = 0;
  ListMembers members(accept);
  for (auto member = members.next(); !member.empty(); member = members.next()) {
    const auto type = find_media_type(member);
    const auto semicolon = member.find(';');
    const int quality =
        semicolon == std::string_view::npos ? full_quality : quality_of(member.substr(semicolon));
    if (type && quality > best_quality) {
      best = type;
      best_quality = quality;
    }
  }
  return best;
}

std::string_view content_type(MediaType type) {
  switch (type) {
    case MediaType::json:
      return "application/json; charset=utf-8";
    case MediaType::html:
      return "text/html; charset=utf-8";
    case MediaType::xml:
      return "application/xml; charset=utf-8";
    case MediaType::plain:
      return "text/plain; charset=utf-8";
    case MediaType::grpc:
      return "application/grpc";
  }
  return "application/json; charset=utf-8";
}

}  // namespace cardea::http
