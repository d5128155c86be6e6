// SPDX-License-Identifier: Apache-2.0
// What a token of a trusted issuer says about who holds it, as the issuer's settings read it:
// which consumer, and which groups.
#pragma once

#include <expected>
#include <memory>
#include <string>

#include "identity/caller.h"
#include "identity/token_memory.h"
#include "issuer/trust.h"
#include "jose/token.h"

namespace cardea::plugins::jwt {

/// Read once, when the token was proved; it holds as long as the issuer's generation stands.
struct Issued {
  std::shared_ptr<const issuer::Trust> trust;
  std::string consumer;  ///< the value that the consumer's field must have; empty: it has none
  std::shared_ptr<const identity::Groups> groups;  ///< null: the issuer names no groups
  identity::Derived no_credential;  ///< no credential took precedence when this stood there
};

/// Why a token that verified can still not be used.
enum class Misfit : std::uint8_t {
  consumer,  ///< the claim that names the consumer is absent or cannot be a name
  groups,    ///< the claim with the groups is neither a list of texts nor a text
};

/// Longest name of a consumer that a token may give, in bytes with the issuer's prefix.
inline constexpr std::size_t max_consumer_name = 512;

std::expected<Issued, Misfit> read_issued(const jose::Token& token,
                                          std::shared_ptr<const issuer::Trust> trust);

}  // namespace cardea::plugins::jwt
