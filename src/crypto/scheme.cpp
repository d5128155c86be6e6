// SPDX-License-Identifier: Apache-2.0
// Sizes and settings by kind of key, in one place so that signing and verifying cannot differ.
#include "crypto/scheme.h"

#include <openssl/rsa.h>

#include "crypto/prefetched.h"

namespace cardea::crypto {

bool is_edwards(KeyKind kind) {
  return kind == KeyKind::ed25519 || kind == KeyKind::ed448;
}

bool is_ec(KeyKind kind) {
  return kind == KeyKind::p256 || kind == KeyKind::p384 || kind == KeyKind::p521;
}

std::size_t signature_size(const PublicKey& key) {
  const auto bits = static_cast<std::size_t>(key.bits());
  switch (key.kind()) {
    case KeyKind::rsa:
      return (bits + 7) / 8;
    case KeyKind::p256:
      return 64;
    case KeyKind::p384:
      return 96;
    case KeyKind::p521:
      return 132;
    case KeyKind::ed25519:
      return 64;
    case KeyKind::ed448:
      return 114;
  }
  return 0;
}

bool fits(Scheme scheme, KeyKind kind) {
  return (scheme.padding == Padding::none) == (kind != KeyKind::rsa);
}

bool set_scheme(EVP_PKEY_CTX* context, Scheme scheme) {
  if (EVP_PKEY_CTX_set_signature_md(context, prefetched(scheme.hash)) != 1) return false;
  if (scheme.padding == Padding::none) return true;
  const bool pss = scheme.padding == Padding::pss;
  if (EVP_PKEY_CTX_set_rsa_padding(context, pss ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING) != 1) {
    return false;
  }
  return !pss || EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1;
}

}  // namespace cardea::crypto
