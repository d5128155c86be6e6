// SPDX-License-Identifier: Apache-2.0
// One public key as a JSON Web Key (RFC 7517), of the types that check signatures: RSA and EC
// (RFC 7518 section 6), Ed25519 and Ed448 (RFC 8037). Strict: numbers are canonical base64url of
// exactly the right length, and what a key says about itself (`use`, `key_ops`, `alg`) is obeyed.
// A certificate beside the key (`x5c`, `x5u`, ...) is not looked at, and nothing is fetched.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "crypto/public_key.h"
#include "jose/algorithm.h"
#include "jose/verify.h"
#include "json/value.h"

namespace cardea::jose {

/// A key that may check signatures, with the algorithms for which it may.
struct Jwk {
  std::string id;          ///< `kid`; empty: the key has none
  std::string thumbprint;  ///< RFC 7638 with SHA-256, in base64url: the key's content
  crypto::KeyKind kind = crypto::KeyKind::rsa;
  int bits = 0;                         ///< of the modulus or the field
  std::vector<VerifyingKey> uses;       ///< one for each algorithm, at least one
  bool discloses_private_part = false;  ///< members of the private key stood beside it; not read

  /// The key for this algorithm; null when it may not serve for it.
  [[nodiscard]] const VerifyingKey* find(Algorithm algorithm) const;
};

/// Longest `kid` that is accepted, in bytes.
inline constexpr std::size_t max_key_id = 256;

/// Reads one key. The error (kind invalid) says in half a sentence why it cannot check signatures:
/// another type or purpose, a missing member, a number that is no key.
Result<Jwk> read_jwk(const json::Object& key);

/// Whether members of the private half, or of a shared secret, stand in a key: such a text must not
/// be passed on.
bool holds_private_part(const json::Object& key);

/// The `kid` of a key, if it has one that may be shown; empty otherwise.
std::string_view key_id_of(const json::Object& key);

}  // namespace cardea::jose
