// SPDX-License-Identifier: Apache-2.0
// Signing in OpenSSL's plain one-step form: it fetches its algorithms at each call, because nothing
// on the request path signs.
#include "crypto/private_key.h"

#include <fmt/format.h>
#include <openssl/pem.h>

#include "crypto/pem.h"
#include "crypto/prefetched.h"
#include "crypto/raw_ecdsa.h"
#include "crypto/scheme.h"

namespace cardea::crypto {
namespace {

EVP_PKEY* generate(KeyKind kind) {
  switch (kind) {
    case KeyKind::rsa:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048});
    case KeyKind::p256:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
    case KeyKind::p384:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-384");
    case KeyKind::p521:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-521");
    case KeyKind::ed25519:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    case KeyKind::ed448:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED448");
  }
  return nullptr;
}

// RSA and ECDSA in one step over the text; the context owns `inner`.
bool begin(EVP_MD_CTX* context, EVP_PKEY* key, Scheme scheme, KeyKind kind) {
  EVP_PKEY_CTX* inner = nullptr;
  const char* const hash = is_edwards(kind) ? nullptr : openssl_name(scheme.hash);
  if (EVP_DigestSignInit_ex(context, &inner, hash, nullptr, nullptr, key, nullptr) != 1) {
    return false;
  }
  return is_edwards(kind) || set_scheme(inner, scheme);
}

}  // namespace

Result<PrivateKey> PrivateKey::make(KeyKind kind) {
  const NoErrorsLeft guard;
  std::shared_ptr<EVP_PKEY> key(generate(kind), EVP_PKEY_free);
  if (!key) return fail(Error::internal("no key could be made: " + take_openssl_reason()));
  auto adopted = PublicKey::adopt(std::move(key));
  if (!adopted) return fail(std::move(adopted));
  return PrivateKey(*std::move(adopted));
}

Result<PrivateKey> PrivateKey::parse(std::string_view pem) {
  const NoErrorsLeft guard;
  const auto block = read_pem(pem);
  if (!block) return fail(block);
  if (!block->label.ends_with("PRIVATE KEY") || block->label.starts_with("ENCRYPTED")) {
    return fail(Error::invalid("an unencrypted private key in PEM is needed"));
  }
  const std::string_view der = block->der.reveal();
  const unsigned char* at = as_bytes(der.data());
  std::shared_ptr<EVP_PKEY> key(
      d2i_AutoPrivateKey_ex(nullptr, &at, static_cast<long>(der.size()), nullptr, nullptr),
      EVP_PKEY_free);
  if (!key) return fail(Error::invalid("damaged private key: " + take_openssl_reason()));
  auto adopted = PublicKey::adopt(std::move(key));
  if (!adopted) return fail(std::move(adopted));
  return PrivateKey(*std::move(adopted));
}

Result<std::string> PrivateKey::sign(Scheme scheme, std::string_view bytes) const {
  const NoErrorsLeft guard;
  const KeyKind kind = key_.kind();
  if (!fits(scheme, kind)) {
    return fail(Error::invalid(
        fmt::format("this signature scheme does not go with a key of type {}", name(kind))));
  }
  const DigestContext context(EVP_MD_CTX_new());
  std::string out(static_cast<std::size_t>(EVP_PKEY_get_size(key_.handle())), '\0');
  std::size_t size = out.size();
  if (!begin(context.get(), key_.handle(), scheme, kind) ||
      EVP_DigestSign(context.get(), as_bytes(out.data()), &size, as_bytes(bytes.data()),
                     bytes.size()) != 1) {
    return fail(Error::internal("signing failed: " + take_openssl_reason()));
  }
  out.resize(size);
  return is_ec(kind) ? to_raw(out, signature_size(key_) / 2) : out;
}

Secret PrivateKey::pem() const {
  const std::unique_ptr<BIO, Freed<BIO_free>> stream(BIO_new(BIO_s_secmem()));
  PEM_write_bio_PKCS8PrivateKey(stream.get(), key_.handle(), nullptr, nullptr, 0, nullptr, nullptr);
  char* text = nullptr;
  const long size = BIO_get_mem_data(stream.get(), &text);
  return Secret(std::string(text, static_cast<std::size_t>(size)));
}

}  // namespace cardea::crypto
