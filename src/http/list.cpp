// SPDX-License-Identifier: Apache-2.0
// Cuts at commas outside quoted strings.
#include "http/list.h"

#include <algorithm>

#include "http/ascii.h"

namespace cardea::http {
namespace {

// Where the first member ends: at a comma outside quotes, or at the end.
std::size_t end_of_member(std::string_view text) {
  if (!text.contains('"')) return std::min(text.find(','), text.size());
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (text[i] == '\\' && quoted) ++i;
    if (i < text.size() && text[i] == ',' && !quoted) return i;
  }
  return text.size();
}

}  // namespace

std::string_view ListMembers::next() {
  while (!rest_.empty()) {
    const auto end = end_of_member(rest_);
    const auto member = trim(rest_.substr(0, end));
    rest_.remove_prefix(end == rest_.size() ? end : end + 1);
    if (!member.empty()) return member;
  }
  return {};
}

bool has_member(std::string_view value, std::string_view member) {
  ListMembers members(value);
  for (auto one = members.next(); !one.empty(); one = members.next()) {
    if (equals_ignoring_case(one, member)) return true;
  }
  return false;
}

}  // namespace cardea::http
