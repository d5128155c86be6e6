// SPDX-License-Identifier: Apache-2.0
// Lets requests with a good token through, as the consumer whose credential it is. A token seen
// before costs a look-up: its signature is not checked again, everything else is judged anew. A
// signature under a shared secret is checked at once, one under a public key away from the core.
// Where no credential has the token's key, the trusted issuers are asked (handler_issued.cpp).
#pragma once

#include <memory>

#include "identity/prover.h"
#include "identity/token_memory.h"
#include "jose/claims.h"
#include "plugin/authenticator.h"
#include "plugin/type.h"
#include "plugins/jwt/claim_policy.h"
#include "plugins/jwt/denials.h"
#include "plugins/jwt/issuer_check.h"
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
  Task<Result<std::shared_ptr<const KnownCredential>>> find_credential(plugin::Exchange& exchange,
                                                                       std::string key) const;
  plugin::Step verify(plugin::Exchange& exchange, std::shared_ptr<ProvedToken> candidate,
                      identity::Derived from) const;
  Task<plugin::Verdict> prove(plugin::Exchange& exchange, std::shared_ptr<ProvedToken> candidate,
                              identity::Derived from) const;
  plugin::Step conclude(plugin::Exchange& exchange, std::shared_ptr<ProvedToken> candidate,
                        identity::Derived from, identity::Prover::Finding finding) const;
  plugin::Step judge(plugin::Exchange& exchange, const ProvedToken& proved) const;
  plugin::Step refuse(plugin::Exchange& exchange, const ProvedToken& proved,
                      const plugin::Answer& answer) const;

  // Tokens of trusted issuers.
  [[nodiscard]] bool still_stands(const ProvedToken& proved) const;
  plugin::Step ask_issuer(plugin::Exchange& exchange, std::shared_ptr<ProvedToken> candidate,
                          const plugin::Answer& otherwise, identity::Derived from) const;
  Task<plugin::Verdict> prove_issued(plugin::Exchange& exchange,
                                     std::shared_ptr<ProvedToken> candidate,
                                     const plugin::Answer& otherwise, identity::Derived from) const;
  plugin::Step refuse_issued(plugin::Exchange& exchange, const IssuerCheck::Finding& finding,
                             const plugin::Answer& otherwise) const;
  plugin::Step take_issued(plugin::Exchange& exchange, std::shared_ptr<ProvedToken> candidate,
                           const IssuerCheck::Finding& finding, identity::Derived from) const;
  [[nodiscard]] const plugin::Answer* judge_issued(const ProvedToken& proved) const;
  plugin::Step admit_issued(plugin::Exchange& exchange, const ProvedToken& proved) const;
  Task<plugin::Verdict> ask_holder(plugin::Exchange& exchange, Issued issued,
                                   std::string_view credential) const;
  plugin::Step welcome_issued(plugin::Exchange& exchange, const Issued& issued,
                              std::shared_ptr<const model::Consumer> consumer,
                              std::string_view credential) const;

  Settings settings_;
  jose::TimeRules times_;
  ClaimPolicy policy_;
  Denials denials_;
  identity::Prover& prover_;
  IssuerCheck issuers_;
  const cluster::Generations& generations_;
  std::uint64_t scope_;  // what of the settings a signature check depends on
};

}  // namespace cardea::plugins::jwt
