// SPDX-License-Identifier: Apache-2.0
// OpenSSL's objects with owners, and its error queue as text. For the .cpp files of this folder:
// nothing else includes OpenSSL's TLS headers.
#pragma once

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <vector>

#include "net/tls.h"

namespace cardea::net {

template <auto free>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    free(object);
  }
};

inline void free_bio(BIO* bio) {
  BIO_free(bio);
}

using OwnBio = std::unique_ptr<BIO, Freed<free_bio>>;
using OwnX509 = std::unique_ptr<X509, Freed<X509_free>>;
using OwnKey = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using OwnSsl = std::unique_ptr<SSL, Freed<SSL_free>>;

struct Certificate::Parts {
  std::vector<OwnX509> chain;  ///< the leaf first
  OwnKey key;

  /// Everything after the leaf, as OpenSSL wants it; the caller frees the stack, not its elements.
  [[nodiscard]] STACK_OF(X509) * intermediates() const;
};

/// The oldest error of this thread's queue in words, and empties the queue.
std::string take_openssl_error();

}  // namespace cardea::net
