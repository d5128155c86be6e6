// SPDX-License-Identifier: Apache-2.0
// A private key that signs: for login tokens, the demo and tests. Not on the request path.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "crypto/public_key.h"
#include "crypto/signature.h"

namespace cardea::crypto {

/// Immutable; copies share the key, which OpenSSL wipes with the last of them.
class PrivateKey {
 public:
  /// A new random key. RSA is made with 2048 bits and takes about 100 ms.
  static Result<PrivateKey> make(KeyKind kind);

  /// Reads an unencrypted `PRIVATE KEY` (PKCS #8), `RSA PRIVATE KEY` or `EC PRIVATE KEY`.
  static Result<PrivateKey> parse(std::string_view pem);

  /// The signature of `bytes`; ECDSA's as R and S side by side. Fails (invalid) when the scheme
  /// does not go with the kind of key.
  [[nodiscard]] Result<std::string> sign(Scheme scheme, std::string_view bytes) const;

  [[nodiscard]] const PublicKey& public_key() const { return key_; }
  /// PKCS #8 in PEM.
  [[nodiscard]] Secret pem() const;

 private:
  explicit PrivateKey(PublicKey key) : key_(std::move(key)) {}
  PublicKey key_;  // OpenSSL's object holds both halves
};

}  // namespace cardea::crypto
