// SPDX-License-Identifier: Apache-2.0
// Lets requests with a good password through, as the consumer whose user it is. A password that was
// proved costs a look-up; a new one is proved away from the cores.
#pragma once

#include <memory>

#include "identity/passwords.h"
#include "plugin/authenticator.h"
#include "plugin/type.h"
#include "plugins/basic_auth/denials.h"
#include "plugins/basic_auth/login.h"
#include "plugins/basic_auth/settings.h"

namespace cardea::plugins::basic_auth {

class BasicAuthHandler final : public plugin::Authenticator {
 public:
  BasicAuthHandler(Settings settings, const plugin::Wiring& wiring);

 protected:
  void prepare(plugin::Exchange& exchange) const override;
  plugin::Step authenticate(plugin::Exchange& exchange) const override;
  const plugin::Answer& no_consumer(plugin::Exchange& exchange,
                                    std::string_view username) const override;
  const plugin::Answer& credential_expired(plugin::Exchange& exchange) const override;

 private:
  using Stored = std::shared_ptr<const identity::StoredPassword>;

  plugin::Step look_up(plugin::Exchange& exchange, const Logins& logins, std::size_t at) const;
  Task<plugin::Verdict> ask_credential(plugin::Exchange& exchange, Logins logins,
                                       std::size_t at) const;
  plugin::Step judge(plugin::Exchange& exchange, const Login& login, Stored stored) const;
  Task<plugin::Verdict> prove(plugin::Exchange& exchange, Login login,
                              identity::Passwords::Question question) const;
  Task<plugin::Verdict> confirm(plugin::Exchange& exchange, Login login,
                                identity::PasswordMark mark) const;
  plugin::Step welcome(plugin::Exchange& exchange, const Login& login,
                       const identity::StoredPassword& stored) const;

  Settings settings_;
  Denials denials_;
  identity::Passwords& passwords_;
};

}  // namespace cardea::plugins::basic_auth
