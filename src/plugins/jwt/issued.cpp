// SPDX-License-Identifier: Apache-2.0
// Groups go into a field as a list with commas, so a comma inside a name is written %2C there: a
// group must not read as two. A claim with groups that is no such thing refuses the token, because
// to read it as "no groups" would open what is closed by `deny`.
#include "plugins/jwt/issued.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <utility>

#include "jose/claim_path.h"

namespace cardea::plugins::jwt {
namespace {

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= max_consumer_name &&
         std::ranges::none_of(text, [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; });
}

std::string in_list(std::string_view name) {
  std::string text;
  for (const char c : name) {
    if (c == ',') {
      text += "%2C";
    } else {
      text += c;
    }
  }
  return text;
}

void add(identity::Groups& groups, std::string_view name) {
  if (name.empty() || groups.contains(name)) return;
  if (!groups.joined.empty()) groups.joined += ", ";
  groups.joined += in_list(name);
  groups.names.emplace_back(name);
}

// RFC 6749 section 3.3, as of `scope`: words with single spaces between them.
void add_words(identity::Groups& groups, std::string_view text) {
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    add(groups, text.substr(at, end - at));
    at = end + 1;
  }
}

std::shared_ptr<const identity::Groups> read_groups(const std::optional<json::Value>& claim) {
  auto groups = std::make_shared<identity::Groups>();
  if (!claim) return groups;
  if (const auto* const text = claim->if_string()) {
    add_words(*groups, *text);
    return groups;
  }
  const auto* const list = claim->if_array();
  if (list == nullptr) return nullptr;
  for (const json::Value& one : *list) {
    if (!one.is_string()) return nullptr;
    add(*groups, one.get_string());
  }
  return groups;
}

}  // namespace

std::expected<Issued, Misfit> read_issued(const jose::Token& token,
                                          std::shared_ptr<const issuer::Trust> trust) {
  const model::Issuer& settings = trust->settings;
  Issued issued;
  if (settings.consumer_claim) {
    const auto claim = jose::claim_at(token, *settings.consumer_claim);
    const auto* const text = claim ? claim->if_string() : nullptr;
    if (text == nullptr || text->empty()) return std::unexpected(Misfit::consumer);
    issued.consumer = settings.consumer_prefix.value_or("") + std::string(std::string_view(*text));
    if (!is_name(issued.consumer)) return std::unexpected(Misfit::consumer);
  }
  if (settings.groups_claim) {
    issued.groups = read_groups(jose::claim_at(token, *settings.groups_claim));
    if (!issued.groups) return std::unexpected(Misfit::groups);
  }
  issued.trust = std::move(trust);
  return issued;
}

}  // namespace cardea::plugins::jwt
