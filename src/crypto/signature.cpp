// SPDX-License-Identifier: Apache-2.0
// RSA and ECDSA are checked over a digest made here, by a copy of an EVP_PKEY_CTX that was set up
// when the key was read; EdDSA, which hashes in its own way, by a copy of an EVP_MD_CTX. Copying
// only reads the prepared context, so threads may do it at once.
#include "crypto/signature.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "crypto/prefetched.h"
#include "crypto/raw_ecdsa.h"
#include "crypto/scheme.h"

namespace cardea::crypto {
struct Verifier::Prepared {
  KeyContext key;         // RSA, ECDSA
  DigestContext edwards;  // EdDSA
  const EVP_MD* hash = nullptr;
  std::size_t signature_size = 0;
  bool ec = false;

  [[nodiscard]] bool verify_digest(std::string_view bytes, std::string_view signature) const;
  [[nodiscard]] bool verify_edwards(std::string_view bytes, std::string_view signature) const;
};

Verifier::Verifier(std::shared_ptr<const Prepared> prepared, KeyKind kind)
    : prepared_(std::move(prepared)), kind_(kind) {}

Result<Verifier> Verifier::make(const PublicKey& key, Scheme scheme) {
  const NoErrorsLeft guard;
  if (!fits(scheme, key.kind())) {
    return fail(Error::invalid(
        fmt::format("this signature scheme does not go with a key of type {}", name(key.kind()))));
  }
  auto prepared = std::make_shared<Prepared>();
  prepared->signature_size = signature_size(key);
  prepared->ec = is_ec(key.kind());
  bool ready = false;
  if (is_edwards(key.kind())) {
    prepared->edwards.reset(EVP_MD_CTX_new());
    ready = EVP_DigestVerifyInit_ex(prepared->edwards.get(), nullptr, nullptr, nullptr, nullptr,
                                    key.handle(), nullptr) == 1;
  } else {
    prepared->hash = prefetched(scheme.hash);
    prepared->key.reset(EVP_PKEY_CTX_new_from_pkey(nullptr, key.handle(), nullptr));
    ready =
        EVP_PKEY_verify_init(prepared->key.get()) == 1 && set_scheme(prepared->key.get(), scheme);
  }
  if (!ready) return fail(Error::invalid("the key cannot be used: " + take_openssl_reason()));
  return Verifier(std::move(prepared), key.kind());
}

bool Verifier::verify(std::string_view bytes, std::string_view signature) const {
  if (signature.size() != prepared_->signature_size) return false;
  const NoErrorsLeft guard;
  return prepared_->edwards ? prepared_->verify_edwards(bytes, signature)
                            : prepared_->verify_digest(bytes, signature);
}

bool Verifier::Prepared::verify_digest(std::string_view bytes, std::string_view signature) const {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, hash, nullptr) != 1)
    return false;
  DerSignature der;
  if (ec) signature = to_der(signature, der);
  const KeyContext own(EVP_PKEY_CTX_dup(key.get()));
  return own && EVP_PKEY_verify(own.get(), as_bytes(signature.data()), signature.size(),
                                digest.data(), size) == 1;
}

bool Verifier::Prepared::verify_edwards(std::string_view bytes, std::string_view signature) const {
  const DigestContext own(EVP_MD_CTX_new());
  return own && EVP_MD_CTX_copy_ex(own.get(), edwards.get()) == 1 &&
         EVP_DigestVerify(own.get(), as_bytes(signature.data()), signature.size(),
                          as_bytes(bytes.data()), bytes.size()) == 1;
}

}  // namespace cardea::crypto
