// SPDX-License-Identifier: Apache-2.0
// The key of a credential, ready to check tokens, and the one place that decides whether a key goes
// with an algorithm. The algorithm is the credential's, never the token's choice.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <variant>

#include "base/result.h"
#include "crypto/hmac.h"
#include "crypto/signature.h"
#include "jose/algorithm.h"
#include "jose/token.h"

namespace cardea::jose {

/// What a credential holds. Views; only looked at during the call.
struct KeyMaterial {
  Algorithm algorithm = Algorithm::hs256;
  std::string_view secret = {};      ///< used by HS
  bool secret_is_base64 = false;     ///< either alphabet, with or without padding
  std::string_view public_key = {};  ///< PEM, used by all others
};

/// Whether a secret may serve for HS: not empty, and not a PEM text (a public key used as a shared
/// secret is the classic confusion). Errors never quote it.
Status check_secret(std::string_view secret);

/// Whether a PEM text holds a public key that the algorithm can use: type and curve fit, RSA of 256
/// bytes or more with e >= 65537, no private key.
Status check_public_key(Algorithm algorithm, std::string_view pem);

/// The keys that one shared secret can stand for: the bytes as they are, and those that it spells
/// in base64, if it does. Immutable, usable from any thread; 160 bytes, and none beyond for
/// SHA-256.
class SecretKeys {
 public:
  /// For an HS algorithm. A secret that cannot serve in one way or the other leaves that key out.
  static SecretKeys make(Algorithm algorithm, std::string_view secret);

  /// Whether there is a key for this reading of the secret.
  [[nodiscard]] bool has_key(bool secret_is_base64) const {
    return key(secret_is_base64) != nullptr;
  }
  /// Whether the token's signature is of that key and its algorithm the key's own. False without
  /// such a key.
  [[nodiscard]] bool verify(const Token& token, bool secret_is_base64) const;
  /// Bytes held beyond the object.
  [[nodiscard]] std::size_t footprint() const;

 private:
  [[nodiscard]] const crypto::HmacKey* key(bool secret_is_base64) const {
    const auto& one = secret_is_base64 ? decoded_ : plain_;
    return one ? &*one : nullptr;
  }
  std::optional<crypto::HmacKey> plain_, decoded_;
};

/// Whether a signature of this many bytes can be of this algorithm at all: what is settled without
/// the key, which may be dear to get ready.
bool may_be_signature(Algorithm algorithm, std::size_t bytes);

/// Immutable, cheap to copy, usable from any thread.
class VerifyingKey {
 public:
  /// Fails (invalid) with what is wrong and what to do; never quotes the secret.
  static Result<VerifyingKey> make(const KeyMaterial& material);
  /// The same for a public key that was read already, by `algorithm`, which must fit it.
  static Result<VerifyingKey> make(Algorithm algorithm, const crypto::PublicKey& key);

  [[nodiscard]] Algorithm algorithm() const { return algorithm_; }

  /// Whether the token's signature is of this key and its algorithm the key's own.
  [[nodiscard]] bool verify(const Token& token) const;

  /// Whether a check is dear (public keys, 14 us and more) and belongs off the core.
  [[nodiscard]] bool is_costly() const { return family(algorithm_) != Family::hmac; }

 private:
  using Key = std::variant<crypto::HmacKey, crypto::Verifier>;
  VerifyingKey(Algorithm algorithm, Key key);

  Key key_;
  Algorithm algorithm_;
};

}  // namespace cardea::jose
