// SPDX-License-Identifier: Apache-2.0
// What is kept in memory of a JWT credential, ready for checking, and of a token that was proved
// with it.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "base/lifetime.h"
#include "identity/directory.h"
#include "identity/held.h"
#include "jose/token.h"
#include "jose/verify.h"
#include "model/consumer.h"
#include "plugin/type.h"
#include "plugins/jwt/issued.h"

namespace cardea::plugins::jwt {

/// A credential. Laid out to be small, because there may be a million of them. Keys of shared
/// secrets are made once, when the row is read; of a public key the text is kept (its usable form,
/// kilobytes, is identity::Prover's).
struct KnownCredential {
  std::array<char, 36> consumer_id{};
  jose::Algorithm algorithm = jose::Algorithm::hs256;
  std::unique_ptr<const std::string> public_key;  ///< PEM; null with a shared secret
  jose::SecretKeys secret_keys;                   ///< none with a public key
  Lifetime lifetime;                              ///< asked at each use

  [[nodiscard]] std::string_view consumer() const {
    return {consumer_id.data(), consumer_id.size()};
  }
  /// Bytes of memory, with the object itself as `make_shared` makes it.
  [[nodiscard]] std::size_t footprint() const;
};

/// A token whose signature held, under a credential or under the key of a trusted issuer. What each
/// use asks for stands together.
struct ProvedToken {
  std::shared_ptr<const KnownCredential> credential;  ///< null: an issuer's
  std::unique_ptr<const Issued> issued;               ///< null: a credential's
  std::string_view key;  ///< the text that named the credential or issuer; a view into the token
  mutable identity::Held<model::Consumer> consumer;  ///< the credential's, for the core's own use
  jose::Token token;
};

const identity::Source<KnownCredential>& credentials_by_key();

/// Makes the look-up known to the directory, with consumer and groups fetched along.
void declare_credentials(const plugin::Wiring& wiring);

}  // namespace cardea::plugins::jwt
