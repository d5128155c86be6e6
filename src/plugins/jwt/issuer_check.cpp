// SPDX-License-Identifier: Apache-2.0
// The generation is always read before the issuer is looked up, so that what is remembered of a
// proof dies with the keys that proved it.
#include "plugins/jwt/issuer_check.h"

#include <algorithm>
#include <utility>

#include "identity/lane.h"
#include "jose/verify.h"

namespace cardea::plugins::jwt {

// What a check away from the core needs to live.
struct IssuerCheck::Held {
  std::shared_ptr<const jose::Token> token;
  std::shared_ptr<const issuer::Trust> trust;
};

Task<IssuerCheck::Finding> IssuerCheck::ask(std::shared_ptr<const jose::Token> token,
                                            net::Address client) const {
  const jose::Member* const named = token->claim("iss");
  if (named == nullptr || !named->is_text()) co_return Finding{};
  const auto lane = identity::lane_of(client);
  identity::Derived from{.key_hash = issuer::generation_key(named->content)};
  issuer::Registry::Wish wish;
  for (;;) {
    from.generation = generations_.of(from.key_hash);
    const auto trust = issuers_.find(named->content);
    if (!trust) co_return Finding{};
    const auto held = std::make_shared<const Held>(Held{token, trust});
    auto finding = co_await judge(held, lane);
    finding.from = from;
    if (finding.outcome != Outcome::unknown_key) co_return finding;
    if (!wish.seen) wish = issuers_.wish(trust, lane);
    wish.seen = trust;
    auto again = wish;
    const auto renewal = co_await issuers_.renewed(std::move(again));
    if (renewal.outcome == issuer::Renewal::Outcome::changed && !wish.deadline.passed()) continue;
    if (renewal.outcome == issuer::Renewal::Outcome::settled) co_return finding;
    finding.outcome = Outcome::unable;
    finding.problem = renewal.problem.empty() ? "its keys change all the time" : renewal.problem;
    finding.retry_after = std::max<Duration>(renewal.retry_after, std::chrono::seconds(1));
    co_return finding;
  }
}

// By the keys that are there now.
Task<IssuerCheck::Finding> IssuerCheck::judge(std::shared_ptr<const Held> held,
                                              loop::FairQueue::Lane lane) const {
  const jose::Token& token = *held->token;
  const model::Issuer& settings = held->trust->settings;
  Finding finding{.outcome = Outcome::unknown_key, .trust = held->trust};
  const auto say = [&](Outcome outcome) {
    finding.outcome = outcome;
    return std::move(finding);
  };
  if (std::ranges::find(settings.algorithms, token.algorithm()) == settings.algorithms.end()) {
    co_return say(Outcome::other_algorithm);
  }
  const jose::Member* const kid = token.parameter("kid");
  if (kid != nullptr && !kid->is_text()) co_return say(Outcome::bad_key_name);
  if (!jose::may_be_signature(token.algorithm(), token.signature().size())) {
    co_return say(Outcome::disproved);
  }
  if (!held->trust->keys) co_return finding;
  const auto id = kid == nullptr ? std::nullopt : std::optional(kid->content);
  const jose::Candidates candidates = held->trust->keys->find(token.algorithm(), id);
  for (const jose::VerifyingKey* const key : candidates.keys()) {
    identity::Prover::Question question{
        .token = &token, .algorithm = token.algorithm(), .key = key, .holder = held, .lane = lane};
    const auto found = co_await prover_.ask(std::move(question));
    if (!found) {
      finding.error = found.error();
      co_return say(Outcome::overloaded);
    }
    if (*found == identity::Prover::Finding::proved) co_return say(Outcome::proved);
  }
  co_return say(candidates.named ? Outcome::disproved : Outcome::unknown_key);
}

}  // namespace cardea::plugins::jwt
