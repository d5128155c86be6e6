// SPDX-License-Identifier: Apache-2.0
// Checking public-key signatures. A Verifier is made once a key: it fetches the algorithms, sets
// padding and digest, and each check copies that prepared state, so the request path neither
// fetches (which takes OpenSSL's locks) nor configures. Which scheme a token may use is not decided
// here but in jose.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/result.h"
#include "crypto/digest.h"
#include "crypto/public_key.h"

namespace cardea::crypto {

enum class Padding : std::uint8_t {
  none,   ///< ECDSA with the signature as R and S side by side (RFC 7518 section 3.4); EdDSA
  pkcs1,  ///< RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2)
  pss,    ///< RSASSA-PSS with MGF1 of the same hash and a salt as long as the digest
};

/// How a signature is made. `hash` is ignored by Ed25519 and Ed448, which have their own.
struct Scheme {
  Padding padding = Padding::none;
  Hash hash = Hash::sha256;
};

/// One key with one scheme, ready to use from any thread. Copies share.
class Verifier {
 public:
  /// Fails (invalid) when the scheme does not go with the kind of key.
  static Result<Verifier> make(const PublicKey& key, Scheme scheme);

  /// Whether `signature` is one of `bytes`. Any bytes of any length may be asked about; a length
  /// that the key cannot make is false before any arithmetic. RSA 14 us, P-256 43 us, Ed25519 65
  /// us.
  [[nodiscard]] bool verify(std::string_view bytes, std::string_view signature) const;

  [[nodiscard]] KeyKind kind() const { return kind_; }

 private:
  struct Prepared;
  Verifier(std::shared_ptr<const Prepared> prepared, KeyKind kind);

  std::shared_ptr<const Prepared> prepared_;
  KeyKind kind_;
};

}  // namespace cardea::crypto
