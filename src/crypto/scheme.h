// SPDX-License-Identifier: Apache-2.0
// What signing and verifying share about schemes. Private to this folder.
#pragma once

#include <openssl/evp.h>

#include <cstddef>

#include "crypto/signature.h"

namespace cardea::crypto {

/// Length of every signature by this key, ECDSA's as R and S side by side.
std::size_t signature_size(const PublicKey& key);

/// Whether the padding goes with the kind of key.
bool fits(Scheme scheme, KeyKind kind);

bool is_ec(KeyKind kind);
bool is_edwards(KeyKind kind);

/// Sets hash and padding of an initialised context; false when OpenSSL refuses.
bool set_scheme(EVP_PKEY_CTX* context, Scheme scheme);

}  // namespace cardea::crypto
