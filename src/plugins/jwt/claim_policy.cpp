// SPDX-License-Identifier: Apache-2.0
// A field that is told at one request and not at the next is dropped either way, so that an
// upstream never sees a client's own.
#include "plugins/jwt/claim_policy.h"

namespace cardea::plugins::jwt {

ClaimPolicy::ClaimPolicy(const Settings& settings)
    : audiences_(settings.audiences.value_or(std::vector<std::string>())) {
  if (!settings.claims) return;
  for (const auto& [name, claim] : *settings.claims) {
    rules_.push_back({.claim = {.name = name,
                                .required = claim.is_required(),
                                .equals = claim.equals,
                                .in = claim.in.value_or(std::vector<json::Value>())},
                      .header = claim.to_header.value_or("")});
  }
}

std::optional<Breach> ClaimPolicy::judge(const jose::Token& token) const {
  if (const auto fault = jose::judge_audience(token, audiences_)) return Breach{.fault = *fault};
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    if (const auto fault = jose::judge_claim(token, rules_[i].claim)) return Breach{*fault, i};
  }
  return std::nullopt;
}

void ClaimPolicy::hide(plugin::Exchange& exchange) const {
  for (const Rule& rule : rules_) {
    if (!rule.header.empty()) exchange.drop_upstream_field(rule.header);
  }
}

std::optional<Breach> ClaimPolicy::tell(const jose::Token& token,
                                        plugin::Exchange& exchange) const {
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    if (rules_[i].header.empty()) continue;
    const jose::Member* const claim = token.claim(rules_[i].claim.name);
    if (claim == nullptr) continue;
    const auto value = jose::as_field_value(*claim, exchange.arena());
    if (!value) {
      hide(exchange);
      return Breach{value.error(), i};
    }
    exchange.set_upstream_field(rules_[i].header, *value);
  }
  return std::nullopt;
}

}  // namespace cardea::plugins::jwt
