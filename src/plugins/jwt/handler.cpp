// SPDX-License-Identifier: Apache-2.0
// Two paths: a remembered token is admitted at once; a new one is read, its credential found, its
// signature verified, remembered, and then admitted like the others. What waits is a look-up that
// must ask the store, and a signature under a public key. A credential goes before an issuer of the
// same name.
#include "plugins/jwt/handler.h"

#include <utility>

#include "cluster/generations.h"
#include "identity/directory.h"
#include "identity/lane.h"
#include "identity/sources.h"
#include "identity/token_memory.h"
#include "plugins/jwt/facts.h"

namespace cardea::plugins::jwt {
namespace {

using plugin::Exchange;
using plugin::Step;
using plugin::Verdict;
using Finding = identity::Prover::Finding;

jose::TimeRules time_rules(const Settings& settings, bool ignore_unlisted) {
  return {.exp_required = settings.requires_claim(TimeClaim::exp),
          .nbf_required = settings.requires_claim(TimeClaim::nbf),
          .ignore_unlisted = ignore_unlisted,
          .maximum_expiration = static_cast<std::int64_t>(settings.maximum_expiration),
          .leeway = settings.leeway.value_or(0)};
}

// What remembering a token of a credential keeps in memory, with the consumer beside it.
std::size_t footprint(Exchange& exchange, const ProvedToken& proved) {
  const std::size_t bytes = sizeof(ProvedToken) + proved.token.footprint();
  const auto consumer = proved.consumer.recall(exchange.directory(), identity::consumers_by_id(),
                                               proved.credential->consumer());
  return consumer && *consumer ? bytes + identity::footprint(**consumer) : bytes;
}

}  // namespace

JwtHandler::JwtHandler(Settings settings, const plugin::Wiring& wiring)
    : Authenticator({settings.anonymous, settings.run_on_preflight}),
      settings_(std::move(settings)),
      times_(time_rules(settings_, wiring.ignore_unlisted_claims)),
      policy_(settings_),
      denials_(settings_),
      prover_(wiring.prover),
      issuers_(wiring.issuers, wiring.prover, wiring.directory.generations()),
      generations_(wiring.directory.generations()),
      scope_(cluster::hash_key(credentials_by_key().kind, settings_.key_claim_name) +
             (settings_.secret_is_base64 ? 1 : 0)) {}

Step JwtHandler::authenticate(Exchange& exchange) const {
  const Located located = locate(exchange.request(), settings_, exchange.arena());
  switch (located.count) {
    case Located::Count::none:
      return deny(exchange, denials_.no_token());
    case Located::Count::several:
      return deny(exchange, denials_.several_tokens());
    case Located::Count::no_text:
      return deny(exchange, denials_.token_without_text());
    case Located::Count::one:
      break;
  }
  const auto* const known =
      static_cast<const ProvedToken*>(exchange.tokens().recall(scope_, located.token));
  if (known != nullptr && still_stands(*known)) return judge(exchange, *known);
  return first_sight(exchange, located.token);
}

Step JwtHandler::first_sight(Exchange& exchange, std::string_view text) const {
  auto candidate = std::make_shared<ProvedToken>();
  if (const auto fault = candidate->token.read(text)) {
    note_unreadable(exchange, text);
    return deny(exchange, denials_.of(*fault));
  }
  const auto key = jose::key_of(candidate->token, settings_.key_claim_name);
  if (!key) return ask_issuer(exchange, std::move(candidate), denials_.of(key.error()), {});
  candidate->key = *key;

  const auto source = credentials_by_key();
  const std::uint64_t hash = cluster::hash_key(source.kind, *key);
  const identity::Derived from{hash, exchange.directory().generations().of(hash)};
  auto found = exchange.directory().recall(source, *key);
  if (!found) return ask_credential(exchange, std::move(candidate), from);
  candidate->credential = std::move(*found);
  return verify(exchange, std::move(candidate), from);
}

Task<Result<std::shared_ptr<const KnownCredential>>> JwtHandler::find_credential(
    Exchange& exchange, std::string key) const {
  const auto source = credentials_by_key();
  // The name of an issuer that is trusted is no guess, whoever sends it.
  if (!issuers_.knows(key)) co_return co_await ask(exchange, source, std::move(key));
  co_return co_await exchange.directory().find(source, std::move(key));
}

Task<Verdict> JwtHandler::ask_credential(Exchange& exchange, std::shared_ptr<ProvedToken> candidate,
                                         identity::Derived from) const {
  std::string key(candidate->key);
  auto found = co_await find_credential(exchange, std::move(key));
  // A store that cannot answer is not a bad token: 503, so that clients keep their tokens.
  if (!found) co_return Verdict::unable(found.error());
  candidate->credential = std::move(*found);
  Step step = verify(exchange, std::move(candidate), from);
  co_return co_await plugin::settled(std::move(step));
}

Step JwtHandler::verify(Exchange& exchange, std::shared_ptr<ProvedToken> candidate,
                        identity::Derived from) const {
  const KnownCredential* const credential = candidate->credential.get();
  if (credential == nullptr) {
    return ask_issuer(exchange, std::move(candidate), denials_.unknown_key(), from);
  }
  if (credential->lifetime.is_over(exchange.arrival().at)) {
    return refuse(exchange, *candidate, denials_.credential_expired());
  }
  if (candidate->token.algorithm() != credential->algorithm) {
    return refuse(exchange, *candidate, denials_.of(jose::Fault::algorithm_differs));
  }
  if (!jose::may_be_signature(credential->algorithm, candidate->token.signature().size())) {
    return refuse(exchange, *candidate, denials_.of(jose::Fault::signature_invalid));
  }
  if (credential->public_key) return prove(exchange, std::move(candidate), from);
  auto finding = Finding::key_unusable;
  if (credential->secret_keys.has_key(settings_.secret_is_base64)) {
    const bool held = credential->secret_keys.verify(candidate->token, settings_.secret_is_base64);
    finding = held ? Finding::proved : Finding::disproved;
  }
  return conclude(exchange, std::move(candidate), from, finding);
}

Task<Verdict> JwtHandler::prove(Exchange& exchange, std::shared_ptr<ProvedToken> candidate,
                                identity::Derived from) const {
  identity::Prover::Question question{.token = &candidate->token,
                                      .algorithm = candidate->credential->algorithm,
                                      .public_key = *candidate->credential->public_key,
                                      .holder = candidate,
                                      .lane = identity::lane_of(exchange.arrival().client)};
  const auto finding = co_await prover_.ask(std::move(question));
  // Too many ask at once: that says nothing about this token.
  if (!finding) co_return Verdict::unable(finding.error());
  Step step = conclude(exchange, std::move(candidate), from, *finding);
  co_return co_await plugin::settled(std::move(step));
}

Step JwtHandler::conclude(Exchange& exchange, std::shared_ptr<ProvedToken> candidate,
                          identity::Derived from, Finding finding) const {
  if (finding == Finding::key_unusable) {
    return refuse(exchange, *candidate, denials_.of(jose::Fault::key_unusable));
  }
  if (finding == Finding::disproved) {
    return refuse(exchange, *candidate, denials_.of(jose::Fault::signature_invalid));
  }
  const std::string_view text = candidate->token.text();
  exchange.tokens().remember(scope_, text, from, candidate, footprint(exchange, *candidate));
  return judge(exchange, *candidate);
}

// The signature holds; everything that may have changed since is judged now.
Step JwtHandler::judge(Exchange& exchange, const ProvedToken& proved) const {
  const auto faults = jose::judge_times(proved.token, times_, exchange.arrival().at.seconds());
  if (!faults.none()) {
    note_times(exchange, proved.token, faults, times_);
    return refuse(exchange, proved, denials_.of(faults, exchange.arena()));
  }
  if (const auto* const answer = judge_issued(proved)) return refuse(exchange, proved, *answer);
  auto breach = policy_.judge(proved.token);
  if (!breach) breach = policy_.tell(proved.token, exchange);
  if (breach) return refuse(exchange, proved, denials_.of(*breach));
  if (exchange.trace().is_wanted()) note_token(exchange, proved);
  if (proved.issued) return admit_issued(exchange, proved);
  const KnownCredential& credential = *proved.credential;
  return admit(exchange, {.consumer = credential.consumer(),
                          .credential = proved.key,
                          .lifetime = credential.lifetime,
                          .held = &proved.consumer});
}

// Denies because of a token that was read, and notes which one it was.
Step JwtHandler::refuse(Exchange& exchange, const ProvedToken& proved,
                        const plugin::Answer& answer) const {
  note_token(exchange, proved);
  return deny(exchange, answer);
}

const plugin::Answer& JwtHandler::no_consumer(Exchange& exchange, std::string_view key) const {
  policy_.hide(exchange);  // also what this token told already
  return denials_.no_consumer(key, exchange.arena());
}

const plugin::Answer& JwtHandler::credential_expired(Exchange& exchange) const {
  policy_.hide(exchange);
  return denials_.credential_expired();
}

}  // namespace cardea::plugins::jwt
