// SPDX-License-Identifier: Apache-2.0
// Making tokens: `cardea token`, the demo, logins, tests.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"
#include "crypto/hmac.h"
#include "crypto/private_key.h"
#include "jose/algorithm.h"
#include "json/value.h"

namespace cardea::jose {

/// A key that signs with one algorithm.
class SigningKey {
 public:
  /// From a shared secret, for the HS algorithms; the bytes as they are.
  static Result<SigningKey> from_secret(Algorithm algorithm, std::string_view secret);
  /// From a private key in PEM, for all others.
  static Result<SigningKey> from_pem(Algorithm algorithm, std::string_view pem);

  [[nodiscard]] Algorithm algorithm() const { return algorithm_; }

  /// The raw signature.
  [[nodiscard]] Result<std::string> sign(std::string_view signing_input) const;

 private:
  using Key = std::variant<crypto::HmacKey, crypto::PrivateKey>;
  SigningKey(Algorithm algorithm, Key key);

  Key key_;
  Algorithm algorithm_;
};

/// A compact token with these claims. The header holds `alg`, `typ` (JWT) and the members of
/// `more_header` (a `kid`, for example), which may not name those two.
Result<std::string> make_token(const SigningKey& key, const json::Object& claims);
Result<std::string> make_token(const SigningKey& key, const json::Object& claims,
                               const json::Object& more_header);

}  // namespace cardea::jose
