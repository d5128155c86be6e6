// SPDX-License-Identifier: Apache-2.0
// Each algorithm is a function-local static: fetched on first use, which the making of a key is,
// and read without a lock afterwards.
#include "crypto/prefetched.h"

#include <openssl/err.h>

#include <cstdio>
#include <cstdlib>

namespace cardea::crypto {
namespace {

template <class Algorithm>
Algorithm* require(Algorithm* fetched, const char* name) {
  if (fetched != nullptr) return fetched;
  std::fprintf(stderr, "OpenSSL cannot provide %s: check its configuration (openssl.cnf)\n", name);
  std::abort();
}

const EVP_MD* fetch_digest(Hash hash) {
  const char* const name = openssl_name(hash);
  return require(EVP_MD_fetch(nullptr, name, nullptr), name);
}

}  // namespace

const char* openssl_name(Hash hash) {
  switch (hash) {
    case Hash::sha256:
      return "SHA256";
    case Hash::sha384:
      return "SHA384";
    case Hash::sha512:
      return "SHA512";
  }
  return "";
}

const EVP_MD* prefetched(Hash hash) {
  static const EVP_MD* const sha256 = fetch_digest(Hash::sha256);
  static const EVP_MD* const sha384 = fetch_digest(Hash::sha384);
  static const EVP_MD* const sha512 = fetch_digest(Hash::sha512);
  switch (hash) {
    case Hash::sha256:
      return sha256;
    case Hash::sha384:
      return sha384;
    case Hash::sha512:
      return sha512;
  }
  return nullptr;
}

const EVP_CIPHER* prefetched_aes_256_gcm() {
  static const EVP_CIPHER* const cipher =
      require(EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr), "AES-256-GCM");
  return cipher;
}

std::string take_openssl_reason() {
  const auto code = ERR_peek_last_error();
  ERR_clear_error();
  const char* const reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return reason == nullptr ? "no reason given by OpenSSL" : reason;
}

NoErrorsLeft::~NoErrorsLeft() {
  ERR_clear_error();
}

}  // namespace cardea::crypto
