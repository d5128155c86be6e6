// SPDX-License-Identifier: Apache-2.0
// A store that cannot answer is never a bad credential: 503, also where an anonymous consumer is
// configured, so that clients keep their credentials and nobody is taken for a stranger by
// accident.
#include "plugin/authenticator.h"

#include <utility>

#include "base/uuid.h"
#include "identity/miss_budget.h"
#include "identity/sources.h"

namespace cardea::plugin {
namespace {

constexpr Answer no_anonymous_consumer{.status = 500,
                                       .reason = "auth.no_anonymous_consumer",
                                       .message = "An unexpected error occurred"};

identity::Source<model::Consumer> source_of(const AuthenticatorSettings& settings) {
  const bool by_id = settings.anonymous && is_uuid(*settings.anonymous);
  return by_id ? identity::consumers_by_id() : identity::consumers_by_username();
}

// For whoever explains why a credential counts no longer.
void note_end(Exchange& exchange, const Proof& proof) {
  Trace& trace = exchange.trace();
  trace.concern(exchange.arena().copy(proof.consumer));
  trace.note("credential", exchange.arena().copy(proof.credential));
  const std::int64_t ago = exchange.arrival().at.seconds() - *proof.lifetime.end();
  trace.note("credential_ended_seconds_ago", ago);
}

}  // namespace

Authenticator::Authenticator(AuthenticatorSettings settings)
    : settings_(std::move(settings)), anonymous_(source_of(settings_)) {}

bool Authenticator::needs_none(const Exchange& exchange) const {
  const bool preflight = exchange.request().method == http::Method::options;
  if (preflight && !settings_.run_on_preflight) return true;
  // "Logical OR": another plugin has proved a credential already.
  return settings_.anonymous && exchange.caller().authenticated;
}

bool Authenticator::may_ask(Exchange& exchange) {
  return exchange.misses().may_ask(exchange.arrival().client, exchange.clock().boot());
}

void Authenticator::missed(Exchange& exchange) {
  exchange.misses().missed(exchange.arrival().client, exchange.clock().boot());
}

Error Authenticator::too_many_unknown(const Exchange& exchange) {
  return {
      .kind = ErrorKind::refused,
      .origin = Origin::client,
      .detail = exchange.arrival().client.host() +
                " named more credentials that do not exist than unknown_credential_rate lets it"};
}

Step Authenticator::on_request(Exchange& exchange) const {
  prepare(exchange);
  if (needs_none(exchange)) {
    const bool proved = exchange.caller().authenticated;
    exchange.trace().note("skipped", proved ? "a credential was proved before"
                                            : "OPTIONS requests need no credential here");
    return Verdict::proceed();
  }
  return authenticate(exchange);
}

Step Authenticator::admit(Exchange& exchange, const Proof& proof) const {
  if (proof.lifetime.is_over(exchange.arrival().at)) {
    note_end(exchange, proof);
    return deny(exchange, credential_expired(exchange));
  }
  auto& directory = exchange.directory();
  const auto source = identity::consumers_by_id();
  auto consumer = proof.held != nullptr ? proof.held->recall(directory, source, proof.consumer)
                                        : directory.recall(source, proof.consumer);
  if (consumer) return welcome(exchange, std::move(*consumer), proof.credential);
  return ask_consumer(exchange, std::string(proof.consumer),
                      exchange.arena().copy(proof.credential));
}

Task<Verdict> Authenticator::ask_consumer(Exchange& exchange, std::string consumer,
                                          std::string_view credential) const {
  const auto source = identity::consumers_by_id();
  auto found = co_await exchange.directory().find(source, std::move(consumer));
  if (!found) co_return Verdict::unable(found.error());
  Step step = welcome(exchange, std::move(*found), credential);
  co_return co_await settled(std::move(step));
}

Step Authenticator::welcome(Exchange& exchange, std::shared_ptr<const model::Consumer> consumer,
                            std::string_view credential) const {
  if (!consumer) return deny(exchange, no_consumer(exchange, credential));
  exchange.authenticate(std::move(consumer), credential);
  return Verdict::proceed();
}

Step Authenticator::deny(Exchange& exchange, const Answer& answer) const {
  if (!settings_.anonymous) return Verdict::answer(answer);
  exchange.trace().pass_over(answer.reason);
  if (!answer.detail.empty()) exchange.trace().note("detail", answer.detail);
  auto known = exchange.directory().recall(anonymous_, *settings_.anonymous);
  if (!known) return ask_anonymous(exchange);
  return stand_in(exchange, std::move(*known));
}

Task<Verdict> Authenticator::ask_anonymous(Exchange& exchange) const {
  const auto source = anonymous_;
  std::string name = *settings_.anonymous;
  auto found = co_await exchange.directory().find(source, std::move(name));
  if (!found) co_return Verdict::unable(found.error());
  co_return stand_in(exchange, std::move(*found));
}

Verdict Authenticator::stand_in(Exchange& exchange,
                                std::shared_ptr<const model::Consumer> consumer) {
  if (!consumer) return Verdict::answer(no_anonymous_consumer);
  exchange.assume(std::move(consumer));
  return Verdict::proceed();
}

}  // namespace cardea::plugin
