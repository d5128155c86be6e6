// SPDX-License-Identifier: Apache-2.0
// Whether a token was signed by the issuer that it names: by the key that it names, or one of the
// few that fit. Where no key of the issuer fits, its keys may have been rotated: the registry is
// asked for newer ones, and the request waits for them, within bounds.
#pragma once

#include <memory>
#include <string>

#include "identity/prover.h"
#include "identity/token_memory.h"
#include "issuer/registry.h"
#include "jose/token.h"
#include "loop/task.h"
#include "net/address.h"

namespace cardea::plugins::jwt {

class IssuerCheck {
 public:
  IssuerCheck(issuer::Registry& issuers, identity::Prover& prover,
              const cluster::Generations& generations)
      : issuers_(issuers), prover_(prover), generations_(generations) {}

  enum class Outcome : std::uint8_t {
    no_issuer,        ///< nobody of that name is trusted (any more)
    proved,           ///< by the keys of `trust`
    other_algorithm,  ///< not one that the issuer may use
    bad_key_name,     ///< `kid` is not a string
    disproved,        ///< the key that was named did not sign it
    unknown_key,      ///< the issuer has no key that did, and was asked after the token came
    unable,           ///< its keys cannot be had: nobody can tell
    overloaded,       ///< too many signatures wait to be checked
  };
  struct Finding {
    Outcome outcome = Outcome::no_issuer;
    std::shared_ptr<const issuer::Trust> trust{};  ///< by which it was judged last
    identity::Derived from{};                      ///< read before that was
    std::string problem{};                         ///< unable: why, for the operator
    Duration retry_after{};                        ///< unable
    Error error{};                                 ///< overloaded
  };

  /// `token` is read; `client` is who waits.
  Task<Finding> ask(std::shared_ptr<const jose::Token> token, net::Address client) const;

  /// Whether somebody of exactly this name is trusted.
  [[nodiscard]] bool knows(std::string_view issuer) const {
    return issuers_.find(issuer) != nullptr;
  }
  [[nodiscard]] issuer::Registry& registry() const { return issuers_; }

 private:
  struct Held;
  Task<Finding> judge(std::shared_ptr<const Held> held, loop::FairQueue::Lane lane) const;

  issuer::Registry& issuers_;
  identity::Prover& prover_;
  const cluster::Generations& generations_;
};

}  // namespace cardea::plugins::jwt
