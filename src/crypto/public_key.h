// SPDX-License-Identifier: Apache-2.0
// A public key, and what kind it is, read from PEM or made of its numbers as a JWK names them. Of
// PEM are read `PUBLIC KEY` (SubjectPublicKeyInfo, RFC 7468 section 13) and `RSA PUBLIC KEY`
// (PKCS #1), one block, CRLF allowed. Refused, with the command that helps: private keys (they do
// not belong here) and certificates (their dates and issuer would be ignored silently).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

struct evp_pkey_st;

namespace cardea::crypto {

enum class KeyKind : std::uint8_t { rsa, p256, p384, p521, ed25519, ed448 };

/// For people: "RSA", "EC P-256", "Ed25519" ...
std::string_view name(KeyKind kind);

/// Immutable; copies share the key; safe to use from any thread.
class PublicKey {
 public:
  /// Longest PEM text looked at.
  static constexpr std::size_t max_pem = 16U << 10U;
  /// RSA keys outside these bounds are refused, also exponents below 65537, even ones and those
  /// over 64 bits: short ones forge, long ones let a stranger burn our CPU.
  static constexpr int min_rsa_bits = 2041;  // a modulus of 256 bytes
  static constexpr int max_rsa_bits = 8192;

  /// Fails (invalid) with a sentence that says what the text is instead, and what to do.
  static Result<PublicKey> parse(std::string_view pem);

  /// From modulus and exponent, both big-endian (RFC 8017 section 3.1), within the same bounds.
  static Result<PublicKey> from_rsa(std::string_view modulus, std::string_view exponent);
  /// From the coordinates of a point, each exactly as long as the curve's field (SEC 1 section
  /// 2.3.5); refused unless the point lies on the curve. `curve` is one of the three EC kinds.
  static Result<PublicKey> from_point(KeyKind curve, std::string_view x, std::string_view y);
  /// From the encoded point of Ed25519 or Ed448 (RFC 8032): 32 or 57 bytes.
  static Result<PublicKey> from_edwards(KeyKind curve, std::string_view point);

  [[nodiscard]] KeyKind kind() const { return kind_; }
  /// Size of the modulus or the field in bits.
  [[nodiscard]] int bits() const { return bits_; }
  /// SubjectPublicKeyInfo in PEM.
  [[nodiscard]] std::string pem() const;
  /// OpenSSL's object, borrowed.
  [[nodiscard]] evp_pkey_st* handle() const { return key_.get(); }

 private:
  friend class PrivateKey;
  PublicKey(std::shared_ptr<evp_pkey_st> key, KeyKind kind, int bits);
  static Result<PublicKey> adopt(std::shared_ptr<evp_pkey_st> key);

  std::shared_ptr<evp_pkey_st> key_;
  KeyKind kind_;
  int bits_;
};

}  // namespace cardea::crypto
