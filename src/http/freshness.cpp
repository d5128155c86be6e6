// SPDX-License-Identifier: Apache-2.0
// Every Cache-Control line counts, in the order they came.
#include "http/freshness.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "http/ascii.h"
#include "http/list.h"

namespace cardea::http {
namespace {

using std::chrono::seconds;

constexpr std::int64_t longest = 2147483648;  // RFC 9111 section 1.2.2

// Delta-seconds; a number too large counts as the largest.
std::optional<std::int64_t> number(std::string_view text) {
  if (text.empty()) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : text) {
    if (!is_digit(c)) return std::nullopt;
    value = std::min(value * 10 + (c - '0'), longest);
  }
  return value;
}

// The value of a directive `name=value`, quotes taken off; nothing when it is another one.
std::optional<std::string_view> value_of(std::string_view directive, std::string_view name) {
  const auto equals = directive.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  if (!equals_ignoring_case(directive.substr(0, equals), name)) return std::nullopt;
  auto value = directive.substr(equals + 1);
  if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"')) {
    value = value.substr(1, value.size() - 2);
  }
  return value;
}

// What one member says; nothing when it does not speak of freshness.
std::optional<std::int64_t> judge(std::string_view directive) {
  if (const auto age = value_of(directive, "max-age")) return number(*age).value_or(0);
  const auto name = directive.substr(0, directive.find('='));
  if (equals_ignoring_case(name, "no-cache") || equals_ignoring_case(name, "no-store")) return 0;
  return std::nullopt;
}

}  // namespace

std::optional<seconds> fresh_for(const Fields& fields) {
  std::optional<std::int64_t> least;
  for (const Field& field : fields) {
    if (field.id != FieldName::cache_control) continue;
    ListMembers members(field.value);
    for (auto one = members.next(); !one.empty(); one = members.next()) {
      const auto said = judge(one);
      if (said) least = std::min(least.value_or(*said), *said);
    }
  }
  if (!least) return std::nullopt;
  const Field* const age = fields.find("Age");
  const std::int64_t passed = age == nullptr ? 0 : number(age->value).value_or(0);
  return seconds(std::max<std::int64_t>(*least - passed, 0));
}

}  // namespace cardea::http
