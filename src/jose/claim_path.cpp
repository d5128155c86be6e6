// SPDX-License-Identifier: Apache-2.0
// The first part of a pointer names a member of the payload, which is indexed; the rest is looked
// up in that member's tree.
#include "jose/claim_path.h"

#include <boost/json/value.hpp>
#include <string>

namespace cardea::jose {
namespace {

// A part of a pointer with its escapes undone (RFC 6901 section 4).
std::string unescaped(std::string_view part) {
  std::string name;
  for (std::size_t i = 0; i < part.size(); ++i) {
    const bool escape = part[i] == '~' && i + 1 < part.size();
    name += !escape ? part[i] : part[++i] == '1' ? '/' : '~';
  }
  return name;
}

std::optional<json::Value> value_of(const Member* member) {
  if (member == nullptr || member->kind == Member::Kind::null) return std::nullopt;
  if (member->is_text()) return json::Value(boost::json::string_view(member->content));
  return member->value();
}

}  // namespace

std::optional<json::Value> claim_at(const Token& token, std::string_view path) {
  if (!path.starts_with('/')) return value_of(token.claim(path));
  const auto end = std::min(path.find('/', 1), path.size());
  auto top = value_of(token.claim(unescaped(path.substr(1, end - 1))));
  const std::string_view rest = path.substr(end);
  if (!top || rest.empty()) return top;
  boost::system::error_code code;
  const json::Value* const inner = top->find_pointer(rest, code);
  if (inner == nullptr || inner->is_null()) return std::nullopt;
  return *inner;
}

}  // namespace cardea::jose
