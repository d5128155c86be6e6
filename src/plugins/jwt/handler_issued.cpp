// SPDX-License-Identifier: Apache-2.0
// The handler's part for tokens of trusted issuers: who vouches for the token is asked instead of a
// credential, and the token itself names the consumer. Failures of the issuer are 503, never 401:
// the client's token may be good.
#include <fmt/format.h>

#include <memory>
#include <utility>

#include "cluster/generations.h"
#include "identity/directory.h"
#include "identity/sources.h"
#include "identity/token_memory.h"
#include "jose/claim_rules.h"
#include "plugins/jwt/handler.h"

namespace cardea::plugins::jwt {
namespace {

using plugin::Answer;
using plugin::Exchange;
using plugin::Step;
using plugin::Verdict;
using Outcome = IssuerCheck::Outcome;

std::int64_t seconds(Duration duration) {
  return std::chrono::ceil<std::chrono::seconds>(duration).count();
}

// The answer while an issuer's keys cannot be had.
const Answer& unavailable(const IssuerCheck::Finding& finding, Arena& arena) {
  const std::string_view wait = arena.copy(fmt::format("{}", seconds(finding.retry_after)));
  const http::Field field{"Retry-After", wait, http::FieldName::retry_after};
  const Answer answer{.status = 503,
                      .reason = "jwt.issuer_unavailable",
                      .message = "The token issuer's keys are unavailable, please retry",
                      .fields = plugin::keep(arena, std::span(&field, 1)),
                      .detail = arena.copy(finding.problem)};
  return plugin::keep(arena, answer);
}

const identity::Source<model::Consumer>& source_of(model::ConsumerBy field) {
  switch (field) {
    case model::ConsumerBy::username:
      return identity::consumers_by_username();
    case model::ConsumerBy::custom_id:
      return identity::consumers_by_custom_id();
    case model::ConsumerBy::id:
      break;
  }
  return identity::consumers_by_id();
}

void note(Exchange& exchange, const IssuerCheck::Finding& finding, const jose::Token& token) {
  plugin::Trace& trace = exchange.trace();
  if (finding.trust) trace.note("issuer", exchange.arena().copy(finding.trust->settings.name));
  const jose::Member* const kid = token.parameter("kid");
  constexpr std::size_t most = 64;
  if (kid != nullptr && kid->is_text()) {
    trace.note("kid", exchange.arena().copy(kid->content.substr(0, most)));
  }
}

// Stands for the consumer that a request would have made, where none may be made.
std::shared_ptr<const model::Consumer> imagine_consumer(Exchange& exchange,
                                                        const std::string& name) {
  exchange.trace().note("consumer_would_be_made", exchange.arena().copy(name));
  auto consumer = std::make_shared<model::Consumer>();
  consumer->username = name;
  return consumer;
}

}  // namespace

// A remembered token of an issuer does not outlive the moment in which a credential takes its name.
bool JwtHandler::still_stands(const ProvedToken& proved) const {
  if (!proved.issued) return true;
  const identity::Derived& absent = proved.issued->no_credential;
  return absent.key_hash == 0 || generations_.of(absent.key_hash) == absent.generation;
}

Step JwtHandler::ask_issuer(Exchange& exchange, std::shared_ptr<ProvedToken> candidate,
                            const Answer& otherwise, identity::Derived from) const {
  const jose::Member* const issuer = candidate->token.claim("iss");
  const bool known = issuer != nullptr && issuer->is_text() && issuers_.knows(issuer->content);
  if (!known) return refuse(exchange, *candidate, otherwise);
  candidate->key = issuer->content;
  return prove_issued(exchange, std::move(candidate), otherwise, from);
}

Task<Verdict> JwtHandler::prove_issued(Exchange& exchange, std::shared_ptr<ProvedToken> candidate,
                                       const Answer& otherwise, identity::Derived from) const {
  const std::shared_ptr<const jose::Token> token(candidate, &candidate->token);
  const net::Address client = exchange.arrival().client;
  const auto finding = co_await issuers_.ask(token, client);
  const bool proved = finding.outcome == Outcome::proved;
  if (!proved || exchange.trace().is_wanted()) note(exchange, finding, *token);
  Step step = proved ? take_issued(exchange, std::move(candidate), finding, from)
                     : refuse_issued(exchange, finding, otherwise);
  co_return co_await plugin::settled(std::move(step));
}

Step JwtHandler::refuse_issued(Exchange& exchange, const IssuerCheck::Finding& finding,
                               const Answer& otherwise) const {
  switch (finding.outcome) {
    case Outcome::no_issuer:
    case Outcome::proved:
      break;
    case Outcome::other_algorithm:
      return deny(exchange, denials_.of(jose::Fault::algorithm_differs));
    case Outcome::bad_key_name:
      return deny(exchange, denials_.of_issuer().bad_key_name);
    case Outcome::disproved:
      return deny(exchange, denials_.of(jose::Fault::signature_invalid));
    case Outcome::unknown_key:
      return deny(exchange, denials_.of_issuer().unknown_key);
    case Outcome::unable:
      return Verdict::answer(unavailable(finding, exchange.arena()));
    case Outcome::overloaded:
      return Verdict::unable(finding.error);
  }
  return deny(exchange, otherwise);
}

Step JwtHandler::take_issued(Exchange& exchange, std::shared_ptr<ProvedToken> candidate,
                             const IssuerCheck::Finding& finding, identity::Derived from) const {
  auto issued = read_issued(candidate->token, finding.trust);
  if (!issued) {
    const auto& denials = denials_.of_issuer();
    return deny(exchange, issued.error() == Misfit::consumer ? denials.consumer : denials.groups);
  }
  issued->no_credential = from;
  candidate->issued = std::make_unique<const Issued>(*std::move(issued));
  const std::string_view text = candidate->token.text();
  exchange.tokens().remember(scope_, text, finding.from, candidate,
                             sizeof(ProvedToken) + sizeof(Issued) + candidate->token.footprint());
  return judge(exchange, *candidate);
}

const Answer* JwtHandler::judge_issued(const ProvedToken& proved) const {
  if (!proved.issued) return nullptr;
  const auto& audiences = proved.issued->trust->settings.audiences;
  if (!audiences) return nullptr;
  const auto fault = jose::judge_audience(proved.token, *audiences);
  if (!fault) return nullptr;
  const auto& denials = denials_.of_issuer();
  return *fault == jose::Fault::audience_absent ? &denials.audience_absent
                                                : &denials.audience_differs;
}

Step JwtHandler::admit_issued(Exchange& exchange, const ProvedToken& proved) const {
  const Issued& issued = *proved.issued;
  if (issued.consumer.empty()) return welcome_issued(exchange, issued, nullptr, proved.key);
  const auto source = source_of(issued.trust->settings.consumer_by);
  auto known = exchange.directory().recall(source, issued.consumer);
  if (known && *known) return welcome_issued(exchange, issued, std::move(*known), proved.key);
  return ask_holder(exchange, issued, exchange.arena().copy(proved.key));
}

// Finds the consumer, and makes it where that is wanted. `issued` is a copy: the token may be
// forgotten meanwhile.
Task<Verdict> JwtHandler::ask_holder(Exchange& exchange, Issued issued,
                                     std::string_view credential) const {
  const auto source = source_of(issued.trust->settings.consumer_by);
  constexpr int most_tries = 3;
  std::shared_ptr<const model::Consumer> consumer;
  for (int i = 0; i < most_tries && !consumer; ++i) {
    std::string name = issued.consumer;
    auto found = co_await exchange.directory().find(source, std::move(name));
    if (!found) co_return Verdict::unable(found.error());
    consumer = std::move(*found);
    if (consumer || !issued.trust->settings.auto_create) break;
    if (exchange.arrival().is_imagined) {
      consumer = imagine_consumer(exchange, issued.consumer);
      break;
    }
    std::string wanted = issued.consumer;
    auto made = co_await issuers_.registry().enrol(issued.trust, std::move(wanted));
    if (!made && made.error().kind != ErrorKind::invalid) co_return Verdict::unable(made.error());
    if (!made) break;
    consumer = std::move(*made);
  }
  Step step = welcome_issued(exchange, issued, std::move(consumer), credential);
  co_return co_await plugin::settled(std::move(step));
}

Step JwtHandler::welcome_issued(Exchange& exchange, const Issued& issued,
                                std::shared_ptr<const model::Consumer> consumer,
                                std::string_view credential) const {
  if (!consumer && !issued.consumer.empty()) {
    exchange.trace().note("consumer_wanted", exchange.arena().copy(issued.consumer));
    policy_.hide(exchange);
    return deny(exchange, denials_.of_issuer().no_consumer);
  }
  exchange.authenticate(std::move(consumer), credential);
  if (issued.groups) exchange.bring_groups(issued.groups);
  return Verdict::proceed();
}

}  // namespace cardea::plugins::jwt
