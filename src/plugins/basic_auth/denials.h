// SPDX-License-Identifier: Apache-2.0
// The answers of one configured basic-auth plugin: to the client all the same (kong-proxy 7), told
// apart in logs.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "plugin/verdict.h"

namespace cardea::plugins::basic_auth {

/// Immutable. Not movable: its answers point into it.
class Denials {
 public:
  explicit Denials(std::string_view realm);
  Denials(const Denials&) = delete;
  Denials& operator=(const Denials&) = delete;

  [[nodiscard]] const plugin::Answer& no_login() const { return no_login_; }
  [[nodiscard]] const plugin::Answer& malformed() const { return malformed_; }
  [[nodiscard]] const plugin::Answer& unknown_user() const { return unknown_user_; }
  [[nodiscard]] const plugin::Answer& wrong_password() const { return wrong_password_; }
  [[nodiscard]] const plugin::Answer& no_consumer() const { return no_consumer_; }
  [[nodiscard]] const plugin::Answer& credential_expired() const { return credential_expired_; }

 private:
  [[nodiscard]] plugin::Answer refusal(std::string_view reason) const;

  std::string challenge_text_;
  std::array<http::Field, 1> challenge_;
  plugin::Answer no_login_, malformed_, unknown_user_, wrong_password_, no_consumer_,
      credential_expired_;
};

}  // namespace cardea::plugins::basic_auth
