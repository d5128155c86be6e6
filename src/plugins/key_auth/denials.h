// SPDX-License-Identifier: Apache-2.0
// The answers of one configured key-auth plugin, word for word those of Kong 3.9 (kong-proxy 7).
// The form of their bodies is what the client accepts.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "plugin/verdict.h"

namespace cardea::plugins::key_auth {

/// Immutable. Not movable: its answers point into it.
class Denials {
 public:
  explicit Denials(const std::optional<std::string>& realm);
  Denials(const Denials&) = delete;
  Denials& operator=(const Denials&) = delete;

  [[nodiscard]] const plugin::Answer& no_key() const { return no_key_; }
  [[nodiscard]] const plugin::Answer& several_keys() const { return several_keys_; }
  [[nodiscard]] const plugin::Answer& unknown_key() const { return unknown_key_; }
  [[nodiscard]] const plugin::Answer& no_consumer() const { return no_consumer_; }
  [[nodiscard]] const plugin::Answer& credential_expired() const { return credential_expired_; }

 private:
  [[nodiscard]] plugin::Answer refusal(std::string_view reason, std::string_view message) const;

  std::string challenge_text_;
  std::array<http::Field, 1> challenge_;
  plugin::Answer no_key_, several_keys_, unknown_key_, no_consumer_, credential_expired_;
};

}  // namespace cardea::plugins::key_auth
