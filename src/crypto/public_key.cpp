// SPDX-License-Identifier: Apache-2.0
// Three gates a text passes: the kind of PEM block, the decoder (which checks that an EC point lies
// on its curve), and our own bounds on what the decoder lets through.
#include "crypto/public_key.h"

#include <fmt/format.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <array>
#include <utility>

#include "crypto/pem.h"
#include "crypto/prefetched.h"

namespace cardea::crypto {
namespace {

using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using SharedKey = std::shared_ptr<EVP_PKEY>;

SharedKey owned(EVP_PKEY* key) {
  return {key, EVP_PKEY_free};
}

Number number_of(EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  EVP_PKEY_get_bn_param(key, name, &number);
  return Number(number);
}

Result<KeyKind> check_rsa(EVP_PKEY* key) {
  const Number modulus = number_of(key, OSSL_PKEY_PARAM_RSA_N);
  const Number exponent = number_of(key, OSSL_PKEY_PARAM_RSA_E);
  if (!modulus || !exponent || !BN_is_odd(modulus.get())) {
    return fail(Error::invalid("not a usable RSA key: its modulus is not odd"));
  }
  const int bits = BN_num_bits(modulus.get());
  if (bits < PublicKey::min_rsa_bits || bits > PublicKey::max_rsa_bits) {
    return fail(Error::invalid(fmt::format("the RSA key has {} bits; 2048 to {} are accepted", bits,
                                           PublicKey::max_rsa_bits)));
  }
  if (!BN_is_odd(exponent.get()) || BN_num_bits(exponent.get()) < 17 ||
      BN_num_bits(exponent.get()) > 64) {
    return fail(Error::invalid(
        "the RSA key's public exponent is not accepted: it must be odd, 65537 or more, and have at "
        "most 64 bits; make a new key with the exponent 65537"));
  }
  return KeyKind::rsa;
}

Result<KeyKind> check_ec(EVP_PKEY* key) {
  int explicit_parameters = 0;
  EVP_PKEY_get_int_param(key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS,
                         &explicit_parameters);
  std::array<char, 64> curve{};
  EVP_PKEY_get_group_name(key, curve.data(), curve.size(), nullptr);
  const std::string_view name(curve.data());
  if (explicit_parameters != 0 || name.empty()) {
    return fail(
        Error::invalid("the EC key spells out its curve; it must name P-256, P-384 or P-521"));
  }
  if (name == "prime256v1") return KeyKind::p256;
  if (name == "secp384r1") return KeyKind::p384;
  if (name == "secp521r1") return KeyKind::p521;
  return fail(Error::invalid(
      fmt::format("the EC key's curve is {}; P-256, P-384 and P-521 are accepted", name)));
}

Result<KeyKind> classify(EVP_PKEY* key) {
  if (EVP_PKEY_is_a(key, "RSA")) return check_rsa(key);
  if (EVP_PKEY_is_a(key, "EC")) return check_ec(key);
  if (EVP_PKEY_is_a(key, "ED25519")) return KeyKind::ed25519;
  if (EVP_PKEY_is_a(key, "ED448")) return KeyKind::ed448;
  const char* const type = EVP_PKEY_get0_type_name(key);
  return fail(
      Error::invalid(fmt::format("a key of type {} is not accepted; RSA, EC, Ed25519 and "
                                 "Ed448 are",
                                 type == nullptr ? "unknown" : type)));
}

Status check_label(std::string_view label) {
  if (label == "PUBLIC KEY" || label == "RSA PUBLIC KEY") return {};
  if (label.ends_with("PRIVATE KEY")) {
    return fail(Error::invalid(
        "this is a private key, which must not leave its owner; give the public one "
        "(openssl pkey -in key.pem -pubout) and consider the private one disclosed"));
  }
  if (label.ends_with("CERTIFICATE")) {
    return fail(Error::invalid(
        "this is a certificate, whose dates and issuer would not be looked at; give its public "
        "key (openssl x509 -in certificate.pem -noout -pubkey)"));
  }
  return fail(Error::invalid(
      fmt::format("a PEM block of another kind ({}); PUBLIC KEY is needed", label.substr(0, 40))));
}

SharedKey decode(const PemBlock& block) {
  const std::string_view der = block.der.reveal();
  const unsigned char* at = as_bytes(der.data());
  const auto size = static_cast<long>(der.size());
  EVP_PKEY* const key = block.label == "PUBLIC KEY"
                            ? d2i_PUBKEY_ex(nullptr, &at, size, nullptr, nullptr)
                            : d2i_PublicKey(EVP_PKEY_RSA, nullptr, &at, size);
  SharedKey result = owned(key);
  if (at != as_bytes(der.data()) + der.size()) return nullptr;
  return result;
}

}  // namespace

std::string_view name(KeyKind kind) {
  switch (kind) {
    case KeyKind::rsa:
      return "RSA";
    case KeyKind::p256:
      return "EC P-256";
    case KeyKind::p384:
      return "EC P-384";
    case KeyKind::p521:
      return "EC P-521";
    case KeyKind::ed25519:
      return "Ed25519";
    case KeyKind::ed448:
      return "Ed448";
  }
  return "";
}

PublicKey::PublicKey(std::shared_ptr<evp_pkey_st> key, KeyKind kind, int bits)
    : key_(std::move(key)), kind_(kind), bits_(bits) {}

Result<PublicKey> PublicKey::parse(std::string_view pem) {
  const NoErrorsLeft guard;
  if (pem.size() > max_pem) {
    return fail(Error::invalid(
        fmt::format("a public key of {} bytes is too long; {} are accepted", pem.size(), max_pem)));
  }
  const auto block = read_pem(pem);
  if (!block) return fail(block);
  if (const auto right = check_label(block->label); !right) return fail(right);
  SharedKey key = decode(*block);
  if (!key) return fail(Error::invalid("damaged public key: " + take_openssl_reason()));
  return adopt(std::move(key));
}

Result<PublicKey> PublicKey::adopt(std::shared_ptr<evp_pkey_st> key) {
  const auto kind = classify(key.get());
  if (!kind) return fail(kind);
  const int bits = EVP_PKEY_get_bits(key.get());
  return PublicKey(std::move(key), *kind, bits);
}

std::string PublicKey::pem() const {
  const std::unique_ptr<BIO, Freed<BIO_free>> stream(BIO_new(BIO_s_mem()));
  PEM_write_bio_PUBKEY(stream.get(), key_.get());
  char* text = nullptr;
  const long size = BIO_get_mem_data(stream.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace cardea::crypto
