// SPDX-License-Identifier: Apache-2.0
// The answers of one configured jwt plugin, word for word those of Kong 3.9 (kong-proxy 1.3) where
// it has them, made once: which they are depends on the settings only.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "base/arena.h"
#include "jose/claims.h"
#include "jose/fault.h"
#include "plugin/verdict.h"
#include "plugins/jwt/claim_policy.h"
#include "plugins/jwt/settings.h"

namespace cardea::plugins::jwt {

/// Immutable. Not movable: its answers point into it.
class Denials {
 public:
  explicit Denials(const Settings& settings);
  Denials(const Denials&) = delete;
  Denials& operator=(const Denials&) = delete;

  [[nodiscard]] const plugin::Answer& no_token() const { return no_token_; }
  [[nodiscard]] const plugin::Answer& several_tokens() const { return several_tokens_; }
  [[nodiscard]] const plugin::Answer& token_without_text() const { return without_text_; }
  [[nodiscard]] const plugin::Answer& unknown_key() const { return unknown_key_; }
  /// The credential's lifetime has ended: to the client it is unknown.
  [[nodiscard]] const plugin::Answer& credential_expired() const { return credential_expired_; }
  [[nodiscard]] const plugin::Answer& of(jose::Fault fault) const {
    return faults_[static_cast<std::size_t>(fault)];
  }

  /// What a trusted issuer's keys or settings say against a token.
  struct OfIssuer {
    plugin::Answer bad_key_name, unknown_key, consumer, groups, no_consumer;
    plugin::Answer audience_absent, audience_differs;
  };
  [[nodiscard]] const OfIssuer& of_issuer() const { return issuer_; }

  /// A rule about audience or claims was broken.
  [[nodiscard]] const plugin::Answer& of(const Breach& breach) const;

  /// What `exp` and `nbf` say against the token. In the arena.
  [[nodiscard]] const plugin::Answer& of(const jose::TimeFaults& faults, Arena& arena) const;
  /// The credential's consumer is gone. In the arena.
  [[nodiscard]] const plugin::Answer& no_consumer(std::string_view key, Arena& arena) const;

 private:
  struct OfClaim {
    plugin::Answer absent, differs, unsendable;
  };

  plugin::Answer refusal(std::string_view reason, std::string_view message);
  std::string_view kept(std::string text);
  void describe_audience(const Settings& settings);
  void describe_issuer();
  OfClaim of_claim(const std::string& name);

  std::vector<std::unique_ptr<const std::string>> texts_;
  std::string claim_;
  std::array<http::Field, 1> bare_challenge_;   // there was no token
  std::array<http::Field, 1> error_challenge_;  // there was one, and it is no good
  plugin::Answer no_token_, several_tokens_, without_text_, unknown_key_, credential_expired_;
  std::array<plugin::Answer, jose::fault_count> faults_;
  OfIssuer issuer_;
  std::vector<OfClaim> claims_;  // as Settings::claims has them
};

}  // namespace cardea::plugins::jwt
