// SPDX-License-Identifier: Apache-2.0
// Called only where a record will be written, so it may copy and hash.
#include "plugins/jwt/facts.h"

#include <algorithm>

#include "jose/algorithm.h"

namespace cardea::plugins::jwt {
namespace {

using plugin::Exchange;
using plugin::Trace;

constexpr std::size_t longest_key = 128;

// Whole seconds of a NumericDate, which may be any finite number.
std::int64_t seconds(double amount) {
  constexpr double most = 9e15;
  return static_cast<std::int64_t>(std::clamp(amount, -most, most));
}

std::string_view claims_at_fault(const jose::TimeFaults& faults) {
  if (faults.exp && faults.nbf) return "exp, nbf";
  return faults.exp ? "exp" : "nbf";
}

void note_exp(Trace& trace, const jose::Member& exp, std::int64_t now,
              const jose::TimeRules& rules) {
  if (!exp.is_number()) return trace.note("exp", "no number");
  const std::int64_t at = seconds(exp.amount);
  trace.note("exp", at);
  if (at <= now) trace.note("expired_seconds_ago", now - at);
  if (at > now) trace.note("expires_in_seconds", at - now);
  if (rules.maximum_expiration > 0) trace.note("maximum_expiration", rules.maximum_expiration);
}

void note_nbf(Trace& trace, const jose::Member& nbf, std::int64_t now) {
  if (!nbf.is_number()) return trace.note("nbf", "no number");
  const std::int64_t at = seconds(nbf.amount);
  trace.note("nbf", at);
  if (at > now) trace.note("valid_in_seconds", at - now);
}

void note_credential(Exchange& exchange, const KnownCredential& credential,
                     const jose::Token& token) {
  Trace& trace = exchange.trace();
  trace.concern(exchange.arena().copy(credential.consumer()));
  if (credential.algorithm != token.algorithm()) {
    trace.note("credential_algorithm", jose::name(credential.algorithm));
  }
  const auto end = credential.lifetime.end();
  const std::int64_t now = exchange.arrival().at.seconds();
  if (end && *end <= now) trace.note("credential_ended_seconds_ago", now - *end);
}

}  // namespace

void note_unreadable(Exchange& exchange, std::string_view text) {
  exchange.trace().note("token_bytes", static_cast<std::int64_t>(text.size()));
  exchange.trace().note("token_dots", std::ranges::count(text, '.'));
}

void note_token(Exchange& exchange, const ProvedToken& proved) {
  Trace& trace = exchange.trace();
  Arena& arena = exchange.arena();
  if (!proved.key.empty()) trace.note("key", arena.copy(proved.key.substr(0, longest_key)));
  trace.note("algorithm", jose::name(proved.token.algorithm()));
  trace.note("token_sha256", plugin::fingerprint(proved.token.text(), arena));
  if (proved.credential) note_credential(exchange, *proved.credential, proved.token);
}

void note_times(Exchange& exchange, const jose::Token& token, const jose::TimeFaults& faults,
                const jose::TimeRules& rules) {
  Trace& trace = exchange.trace();
  const std::int64_t now = exchange.arrival().at.seconds();
  const jose::Member* const exp = token.claim("exp");
  const jose::Member* const nbf = token.claim("nbf");
  trace.note("claim", claims_at_fault(faults));
  if (faults.exp && exp == nullptr) trace.note("exp", "missing");
  if (faults.exp && exp != nullptr) note_exp(trace, *exp, now, rules);
  if (faults.nbf && nbf == nullptr) trace.note("nbf", "missing");
  if (faults.nbf && nbf != nullptr) note_nbf(trace, *nbf, now);
  if (rules.leeway > 0) trace.note("leeway", rules.leeway);
}

}  // namespace cardea::plugins::jwt
