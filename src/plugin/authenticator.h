// SPDX-License-Identifier: Apache-2.0
// What all authentication plugins do alike, around the one thing in which they differ: how a
// credential is found in a request and proved. They let by what needs no credential, ask for the
// consumer that a proved credential belongs to, and put the anonymous consumer in the place of
// whoever has none (kong-proxy 1.6, 6.4).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/lifetime.h"
#include "identity/directory.h"
#include "identity/held.h"
#include "plugin/handler.h"

namespace cardea::plugin {

/// The settings that authentication plugins share.
struct AuthenticatorSettings {
  std::optional<std::string> anonymous{};  ///< id or username of the consumer for strangers
  bool run_on_preflight = true;            ///< false: `OPTIONS` requests need no credential
};

/// A credential that held.
struct Proof {
  std::string_view consumer;    ///< id of whose it is
  std::string_view credential;  ///< what X-Credential-Identifier shows
  Lifetime lifetime;            ///< the credential's, which `admit` judges at each use
  /// Where the consumer is kept beside a proof that is remembered; null: nowhere.
  identity::Held<model::Consumer>* held = nullptr;
};

/// The base of authentication handlers. Nothing here waits or allocates unless the store must be
/// asked.
class Authenticator : public Handler {
 public:
  explicit Authenticator(AuthenticatorSettings settings);

  Step on_request(Exchange& exchange) const final;

 protected:
  /// Before anything else, and for every request, also for those that need no credential.
  virtual void prepare(Exchange&) const {}

  /// Finds the credential and judges it: ends in `admit` or `deny`, or in `Verdict::unable` when
  /// there is no telling. Not called for requests that need none.
  virtual Step authenticate(Exchange& exchange) const = 0;

  /// The answer when the credential held, but its consumer is gone. Lives as long as the exchange.
  virtual const Answer& no_consumer(Exchange& exchange, std::string_view credential) const = 0;

  /// The answer when the credential's lifetime has ended: what an unknown one gets, with a reason
  /// of its own. Lives as long as the exchange.
  virtual const Answer& credential_expired(Exchange& exchange) const = 0;

  /// Looks up a record by what the client named, asking the store where need be; null: there is
  /// none. Fails, for `Verdict::unable`, when the store is away, and with `refused` when this
  /// client has named too many that do not exist (identity/miss_budget.h).
  template <class T>
  static Task<Result<std::shared_ptr<const T>>> ask(Exchange& exchange, identity::Source<T> source,
                                                    std::string value) {
    if (!may_ask(exchange)) co_return fail(too_many_unknown(exchange));
    auto found = co_await exchange.directory().find(source, std::move(value));
    if (found && !*found) missed(exchange);
    co_return found;
  }

  /// Lets the request go on as the proof's consumer, or denies it when the credential's lifetime
  /// has ended. The views are needed only during the call.
  Step admit(Exchange& exchange, const Proof& proof) const;

  /// Answers, or lets the request go on as the anonymous consumer where one is configured.
  Step deny(Exchange& exchange, const Answer& answer) const;

 private:
  static bool may_ask(Exchange& exchange);
  static void missed(Exchange& exchange);
  static Error too_many_unknown(const Exchange& exchange);
  [[nodiscard]] bool needs_none(const Exchange& exchange) const;
  Task<Verdict> ask_consumer(Exchange& exchange, std::string consumer,
                             std::string_view credential) const;
  Step welcome(Exchange& exchange, std::shared_ptr<const model::Consumer> consumer,
               std::string_view credential) const;
  Task<Verdict> ask_anonymous(Exchange& exchange) const;
  static Verdict stand_in(Exchange& exchange, std::shared_ptr<const model::Consumer> consumer);

  AuthenticatorSettings settings_;
  identity::Source<model::Consumer> anonymous_;  // by id or by username
};

}  // namespace cardea::plugin
