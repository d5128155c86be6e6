// SPDX-License-Identifier: Apache-2.0
// OpenSSL's algorithms, fetched once per process and never given back: a fetch takes locks that all
// threads share, so it may not happen per request. Private to this folder.
#pragma once

#include <openssl/evp.h>

#include <memory>
#include <string>

#include "crypto/digest.h"

namespace cardea::crypto {

/// The digest's implementation; valid for ever. Ends the process when OpenSSL has none, which means
/// that its installation is broken.
const EVP_MD* prefetched(Hash hash);

/// AES-256-GCM, likewise.
const EVP_CIPHER* prefetched_aes_256_gcm();

/// OpenSSL's name of a hash.
const char* openssl_name(Hash hash);

/// The reason of OpenSSL's latest failure on this thread, whose list of errors is emptied.
std::string take_openssl_reason();

/// Leaves this thread's list of errors empty when it dies. TLS on the same thread would otherwise
/// take what a refused key left there for a failure of its own.
struct NoErrorsLeft {
  NoErrorsLeft() = default;
  NoErrorsLeft(const NoErrorsLeft&) = delete;
  NoErrorsLeft& operator=(const NoErrorsLeft&) = delete;
  ~NoErrorsLeft();
};

/// Frees an OpenSSL object with its own function.
template <auto free>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    free(object);
  }
};

using DigestContext = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Freed<EVP_CIPHER_CTX_free>>;

/// OpenSSL speaks of unsigned bytes.
inline const unsigned char* as_bytes(const char* text) {
  return reinterpret_cast<const unsigned char*>(text);
}
inline unsigned char* as_bytes(char* text) {
  return reinterpret_cast<unsigned char*>(text);
}

}  // namespace cardea::crypto
