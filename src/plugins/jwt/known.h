// SPDX-License-Identifier: Apache-2.0
// What is kept in memory of a JWT credential, ready for checking, and of a token that was proved
// with it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/lifetime.h"
#include "identity/directory.h"
#include "jose/token.h"
#include "jose/verify.h"
#include "plugin/type.h"

namespace cardea::plugins::jwt {

/// A credential. The keys are made once, when the row is read; a key that cannot be used is
/// remembered as that.
struct KnownCredential {
  std::string consumer;  ///< id
  Lifetime lifetime;     ///< asked at each use
  jose::Algorithm algorithm = jose::Algorithm::hs256;
  std::optional<jose::VerifyingKey> key;  ///< for the secret as it stands, or the public key
  std::unique_ptr<const jose::VerifyingKey>
      decoded;  ///< for the secret as base64 text; null unless it is such

  /// The key by which a plugin with this setting checks tokens; null: unusable.
  [[nodiscard]] const jose::VerifyingKey* key_for(bool secret_is_base64) const {
    if (secret_is_base64 && jose::family(algorithm) == jose::Family::hmac) return decoded.get();
    return key ? &*key : nullptr;
  }
};

/// A token whose signature held.
struct ProvedToken {
  jose::Token token;
  std::shared_ptr<const KnownCredential> credential;
  std::string_view key;  ///< the text that named the credential; a view into the token
};

const identity::Source<KnownCredential>& credentials_by_key();

/// Makes the look-up known to the directory, with consumer and groups fetched along.
void declare_credentials(const plugin::Wiring& wiring);

}  // namespace cardea::plugins::jwt
