// SPDX-License-Identifier: Apache-2.0
// Lets requests with a good token through, as the consumer whose credential it is. A token seen
// before costs a look-up: its signature is not checked again, everything else is judged anew. A
// signature under a shared secret is checked at once, one under a public key away from the core.
#pragma once

#include <memory>

#include "identity/prover.h"
#include "identity/token_memory.h"
#include "jose/claims.h"
#include "plugin/authenticator.h"
#include "plugin/type.h"
#include "plugins/jwt/claim_policy.h"
#include "plugins/jwt/denials.h"
#include "plugins/jwt/known.h"
#include "plugins/jwt/locate.h"
#include "plugins/jwt/settings.h"

namespace cardea::plugins::jwt {

class JwtHandler final : public plugin::Authenticator {
 public:
  JwtHandler(Settings settings, const plugin::Wiring& wiring);

 protected:
  void prepare(plugin::Exchange& exchange) const override { policy_.hide(exchange); }
  plugin::Step authenticate(plugin::Exchange& exchange) const override;
  const plugin::Answer& no_consumer(plugin::Exchange& exchange,
                                    std::string_view key) const override;
  const plugin::Answer& credential_expired(plugin::Exchange& exchange) const override;

 private:
  plugin::Step first_sight(plugin::Exchange& exchange, std::string_view text) const;
  Task<plugin::Verdict> ask_credential(plugin::Exchange& exchange,
                                       std::shared_ptr<ProvedToken> candidate,
                                       identity::Derived from) const;
  plugin::Step verify(plugin::Exchange& exchange, std::shared_ptr<ProvedToken> candidate,
                      identity::Derived from) const;
  Task<plugin::Verdict> prove(plugin::Exchange& exchange, std::shared_ptr<ProvedToken> candidate,
                              identity::Derived from) const;
  plugin::Step conclude(plugin::Exchange& exchange, std::shared_ptr<ProvedToken> candidate,
                        identity::Derived from, identity::Prover::Finding finding) const;
  plugin::Step judge(plugin::Exchange& exchange, const ProvedToken& proved) const;

  Settings settings_;
  jose::TimeRules times_;
  ClaimPolicy policy_;
  Denials denials_;
  identity::Prover& prover_;
  std::uint64_t scope_;  // what of the settings a signature check depends on
};

}  // namespace cardea::plugins::jwt
