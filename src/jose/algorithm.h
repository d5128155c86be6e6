// SPDX-License-Identifier: Apache-2.0
// The thirteen algorithms of tokens (RFC 7518 section 3.1, RFC 8037) and what key each takes.
// `none` is not among them and cannot be named.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "crypto/digest.h"
#include "crypto/public_key.h"
#include "crypto/signature.h"

namespace cardea::jose {

enum class Algorithm : std::uint8_t {
  hs256,
  hs384,
  hs512,
  rs256,
  rs384,
  rs512,
  es256,
  es384,
  es512,
  ps256,
  ps384,
  ps512,
  eddsa,
};

/// What makes and checks a signature.
enum class Family : std::uint8_t { hmac, rsa_pkcs1, rsa_pss, ecdsa, eddsa };

/// All of them with their registered names, in Kong's order.
inline constexpr std::array<std::string_view, 13> algorithm_names = {
    "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256",
    "ES384", "ES512", "PS256", "PS384", "PS512", "EdDSA"};

/// The registered name, case and all.
constexpr std::string_view name(Algorithm algorithm) {
  return algorithm_names[static_cast<std::size_t>(algorithm)];
}

/// The algorithm of exactly that name.
std::optional<Algorithm> find_algorithm(std::string_view name);

Family family(Algorithm algorithm);

/// The hash; meaningless for EdDSA.
crypto::Hash hash(Algorithm algorithm);

/// Whether a key of this kind can serve: RS and PS take RSA, ES256 takes P-256 and so on.
bool fits(Algorithm algorithm, crypto::KeyKind kind);

/// The signature scheme of an algorithm with public keys.
crypto::Scheme scheme(Algorithm algorithm);

}  // namespace cardea::jose
