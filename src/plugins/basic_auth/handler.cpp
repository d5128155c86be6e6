// SPDX-License-Identifier: Apache-2.0
// Three ways: a remembered password is admitted at once; a new one, and one of nobody, waits for a
// thread; only the store is waited for besides.
#include "plugins/basic_auth/handler.h"

#include <utility>

#include "identity/directory.h"
#include "identity/lane.h"
#include "plugins/basic_auth/credential.h"
#include "plugins/basic_auth/known.h"

namespace cardea::plugins::basic_auth {

using plugin::Exchange;
using plugin::Step;
using plugin::Verdict;

BasicAuthHandler::BasicAuthHandler(Settings settings, const plugin::Wiring& wiring)
    : Authenticator({.anonymous = settings.anonymous}),
      settings_(std::move(settings)),
      denials_(settings_.realm),
      passwords_(wiring.passwords) {}

// Also when another plugin proved who asks.
void BasicAuthHandler::prepare(Exchange& exchange) const {
  if (!settings_.hide_credentials) return;
  for (const auto name : {http::FieldName::proxy_authorization, http::FieldName::authorization}) {
    if (shows_basic(exchange.request(), name)) exchange.drop_upstream_field(name);
  }
}

Step BasicAuthHandler::authenticate(Exchange& exchange) const {
  const Logins logins = find_logins(exchange.request(), exchange.arena());
  if (logins.count > 0) return look_up(exchange, logins, 0);
  if (logins.fault.empty()) return deny(exchange, denials_.no_login());
  exchange.trace().note("fault", logins.fault);
  return deny(exchange, denials_.malformed());
}

// The first login whose user exists counts; a proxy's user in front of another one is passed over.
Step BasicAuthHandler::look_up(Exchange& exchange, const Logins& logins, std::size_t at) const {
  for (;; ++at) {
    const Login& login = logins.all[at];
    auto stored = exchange.directory().recall(credentials_by_username(), login.username);
    if (!stored) return ask_credential(exchange, logins, at);
    if (*stored || at + 1 == logins.count) return judge(exchange, login, std::move(*stored));
  }
}

Task<Verdict> BasicAuthHandler::ask_credential(Exchange& exchange, Logins logins,
                                               std::size_t at) const {
  const auto source = credentials_by_username();
  std::string username(logins.all[at].username);
  auto stored = co_await ask(exchange, source, std::move(username));
  // A store that cannot answer is not a bad password: 503, so that clients keep it.
  if (!stored) co_return Verdict::unable(stored.error());
  const bool goes_on = !*stored && at + 1 < logins.count;
  Step step = goes_on ? look_up(exchange, logins, at + 1)
                      : judge(exchange, logins.all[at], std::move(*stored));
  co_return co_await plugin::settled(std::move(step));
}

Step BasicAuthHandler::judge(Exchange& exchange, const Login& login, Stored stored) const {
  identity::Passwords::Question question;
  question.mark = stored ? identity::mark_of(*stored, login.password)
                         : identity::mark_of_nobody(login.username, login.password);
  if (stored && passwords_.knows(question.mark)) {
    return welcome(exchange, login, *stored);
  }
  question.stored = std::move(stored);
  question.password = Secret(std::string(login.password));
  question.lane = identity::lane_of(exchange.arrival().client);
  question.leaves_nothing = exchange.arrival().is_imagined;
  return prove(exchange, login, std::move(question));
}

Task<Verdict> BasicAuthHandler::prove(Exchange& exchange, Login login,
                                      identity::Passwords::Question question) const {
  const Stored stored = question.stored;
  const identity::PasswordMark mark = question.mark;
  const auto finding = co_await passwords_.ask(std::move(question));
  if (!finding) co_return Verdict::unable(finding.error());
  if (stored && finding->renewed && !exchange.arrival().is_imagined) {
    passwords_.renew({&BasicCredential::entity(), "password", stored->id,
                      Secret(stored->hash.text()), Secret(finding->renewed->text())});
  }
  if (finding->matches) co_return co_await confirm(exchange, login, mark);
  if (stored) {  // a name of nobody may be a password that was typed too early
    exchange.trace().concern(exchange.arena().copy(stored->consumer));
    exchange.trace().note("username", login.username);
  }
  Step step = deny(exchange, stored ? denials_.wrong_password() : denials_.unknown_user());
  co_return co_await plugin::settled(std::move(step));
}

// Proving took its time: what was proved must still be what is stored.
Task<Verdict> BasicAuthHandler::confirm(Exchange& exchange, Login login,
                                        identity::PasswordMark mark) const {
  const auto source = credentials_by_username();
  std::string username(login.username);
  auto found = co_await exchange.directory().find(source, std::move(username));
  if (!found) co_return Verdict::unable(found.error());
  const Stored stored = std::move(*found);
  const bool holds = stored && identity::mark_of(*stored, login.password) == mark;
  Step step = holds ? welcome(exchange, login, *stored) : judge(exchange, login, stored);
  co_return co_await plugin::settled(std::move(step));
}

Step BasicAuthHandler::welcome(Exchange& exchange, const Login& login,
                               const identity::StoredPassword& stored) const {
  if (exchange.trace().is_wanted()) exchange.trace().note("username", login.username);
  return admit(exchange, {stored.consumer, login.username, stored.lifetime});
}

const plugin::Answer& BasicAuthHandler::no_consumer(Exchange& exchange,
                                                    std::string_view username) const {
  if (!exchange.trace().is_wanted()) exchange.trace().note("username", username);
  return denials_.no_consumer();
}

const plugin::Answer& BasicAuthHandler::credential_expired(Exchange&) const {
  return denials_.credential_expired();
}

}  // namespace cardea::plugins::basic_auth
