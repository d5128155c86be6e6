// SPDX-License-Identifier: Apache-2.0
// A key is never compared: it is hashed under the store's own key, and what the hash leads to is
// its credential or nothing, so time tells nothing about other keys. A key that is cached is
// admitted at once; only the store and a body are waited for.
#include "plugins/key_auth/handler.h"

#include <utility>

#include "identity/directory.h"
#include "plugins/key_auth/credential.h"
#include "plugins/key_auth/query_cut.h"

namespace cardea::plugins::key_auth {

using plugin::Exchange;
using plugin::Step;
using plugin::Verdict;

namespace {

// As much of a hash as tells one unknown key from another.
constexpr std::size_t noted_hash = 16;

}  // namespace

KeyAuthHandler::KeyAuthHandler(Settings settings, const plugin::Wiring& wiring)
    : Authenticator({settings.anonymous, settings.run_on_preflight}),
      settings_(std::move(settings)),
      denials_(settings_.realm),
      hash_(wiring.hashes.of(KeyCredential::entity().name(), "key")) {}

// Everything that could be a key is taken out, under whichever name it stands, also when another
// plugin proved who asks.
void KeyAuthHandler::prepare(Exchange& exchange) const {
  if (!settings_.hide_credentials) return;
  for (const std::string& name : settings_.key_names) exchange.drop_upstream_field(name);
  const std::string_view query = exchange.request().target.query;
  if (!has_argument(query, settings_.key_names)) return;
  exchange.set_upstream_query(without_arguments(query, settings_.key_names));
}

Step KeyAuthHandler::authenticate(Exchange& exchange) const {
  const http::RequestHead& head = exchange.request();
  const BodyKind kind = settings_.key_in_body ? kind_of(head) : BodyKind::other;
  const Body nothing;
  const Body* const body = kind == BodyKind::other ? &nothing : nullptr;
  const auto finding = locate(head, settings_, body, exchange.arena());
  if (!finding) return look_into_body(exchange, kind);
  return judge(exchange, *finding);
}

Task<Verdict> KeyAuthHandler::look_into_body(Exchange& exchange, BodyKind kind) const {
  const auto unread = co_await exchange.hold_body(most_body_bytes);
  if (unread != nullptr) co_return Verdict::answer(*unread);
  Arena& arena = exchange.arena();
  const std::string_view text = exchange.held_body().value_or(std::string_view());
  const Body body(kind, text, arena);
  auto finding = locate(exchange.request(), settings_, &body, arena);
  finding->text = arena.copy(finding->text);
  if (settings_.hide_credentials && exchange.held_body()) {
    exchange.replace_body(body.without(settings_.key_names));
  }
  Step step = judge(exchange, *finding);
  co_return co_await plugin::settled(std::move(step));
}

Step KeyAuthHandler::judge(Exchange& exchange, const Finding& finding) const {
  if (finding.count == Finding::Count::several) return deny(exchange, denials_.several_keys());
  if (finding.text.empty()) return deny(exchange, denials_.no_key());
  return look_up(exchange, finding.text);
}

Step KeyAuthHandler::look_up(Exchange& exchange, std::string_view key) const {
  const std::string_view hash = hash_(key, exchange.arena().take(store::ValueHash::size));
  const auto known = exchange.directory().recall(credentials_by_hash(), hash);
  if (!known) return ask_credential(exchange, hash);
  return welcome(exchange, hash, known->get());
}

Task<Verdict> KeyAuthHandler::ask_credential(Exchange& exchange, std::string_view hash) const {
  const auto source = credentials_by_hash();
  std::string wanted(hash);
  const auto found = co_await ask(exchange, source, std::move(wanted));
  // A store that cannot answer is not a bad key: 503, so that clients keep their keys.
  if (!found) co_return Verdict::unable(found.error());
  Step step = welcome(exchange, hash, found->get());
  co_return co_await plugin::settled(std::move(step));
}

Step KeyAuthHandler::welcome(Exchange& exchange, std::string_view hash,
                             const KnownKey* known) const {
  if (known == nullptr) {
    exchange.trace().note("key_hash", hash.substr(0, noted_hash));
    return deny(exchange, denials_.unknown_key());
  }
  return admit(exchange, {known->consumer, known->id, known->lifetime});
}

const plugin::Answer& KeyAuthHandler::no_consumer(Exchange&, std::string_view) const {
  return denials_.no_consumer();
}

const plugin::Answer& KeyAuthHandler::credential_expired(Exchange&) const {
  return denials_.credential_expired();
}

}  // namespace cardea::plugins::key_auth
