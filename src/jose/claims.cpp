// SPDX-License-Identifier: Apache-2.0
// Amounts are doubles: exact for whole seconds far beyond any date, and finite because json::parse
// lets nothing else through, so the comparisons below have no special cases.
#include "jose/claims.h"

namespace cardea::jose {
namespace {

std::optional<Fault> judge_exp(const Token& token, const TimeRules& rules, double now) {
  const DateClaim& exp = token.expiration();
  const bool is_absent = exp.state == DateClaim::State::absent;
  const bool asked = rules.exp_required || rules.maximum_expiration > 0;
  if (is_absent && rules.exp_required) return Fault::exp_not_number;
  if (is_absent) return asked ? std::optional(Fault::exp_too_far) : std::nullopt;
  if (!asked && rules.ignore_unlisted) return std::nullopt;
  if (exp.state != DateClaim::State::number) return Fault::exp_not_number;
  const double leeway = static_cast<double>(rules.leeway);
  if (exp.seconds <= now - leeway) return Fault::expired;
  const double furthest = now + static_cast<double>(rules.maximum_expiration);
  if (rules.maximum_expiration > 0 && exp.seconds > furthest) return Fault::exp_too_far;
  return std::nullopt;
}

std::optional<Fault> judge_nbf(const Token& token, const TimeRules& rules, double now) {
  const DateClaim& nbf = token.not_before();
  if (nbf.state == DateClaim::State::absent)
    return rules.nbf_required ? std::optional(Fault::nbf_not_number) : std::nullopt;
  if (!rules.nbf_required && rules.ignore_unlisted) return std::nullopt;
  if (nbf.state != DateClaim::State::number) return Fault::nbf_not_number;
  if (nbf.seconds > now + static_cast<double>(rules.leeway)) return Fault::not_yet_valid;
  return std::nullopt;
}

}  // namespace

TimeFaults judge_times(const Token& token, const TimeRules& rules, std::int64_t now) {
  const auto seconds = static_cast<double>(now);
  return {judge_exp(token, rules, seconds), judge_nbf(token, rules, seconds)};
}

std::expected<std::string_view, Fault> key_of(const Token& token, std::string_view claim) {
  const Member* found = token.claim(claim);
  if (found == nullptr) found = token.parameter(claim);
  if (found == nullptr) return std::unexpected(Fault::key_absent);
  if (!found->is_text() || found->content.empty()) return std::unexpected(Fault::key_not_text);
  return found->content;
}

}  // namespace cardea::jose
