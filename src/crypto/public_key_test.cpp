// SPDX-License-Identifier: Apache-2.0
#include "crypto/public_key.h"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include <string>
#include <utility>

#include "crypto/private_key.h"
#include "crypto/test_keys.h"

namespace cardea::crypto {
namespace {

std::string with_crlf(std::string text) {
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2) {
    text.replace(at, 1, "\r\n");
  }
  return text;
}

TEST(PublicKey, TellsTheKindOfWhatItReads) {
  const std::pair<const char*, KeyKind> cases[] = {
      {test_keys::rsa_2048, KeyKind::rsa}, {test_keys::rsa_2048_pkcs1, KeyKind::rsa},
      {test_keys::p256, KeyKind::p256},    {test_keys::p384, KeyKind::p384},
      {test_keys::p521, KeyKind::p521},    {test_keys::ed25519, KeyKind::ed25519},
      {test_keys::ed448, KeyKind::ed448}};
  for (const auto& [pem, kind] : cases) {
    const auto key = PublicKey::parse(pem);
    ASSERT_TRUE(key) << key.error().detail;
    EXPECT_EQ(key->kind(), kind);
    EXPECT_EQ(ERR_peek_error(), 0U);
    EXPECT_EQ(PublicKey::parse(key->pem())->pem(), key->pem());
    EXPECT_TRUE(PublicKey::parse(with_crlf(pem)));
    EXPECT_TRUE(PublicKey::parse(" \r\n" + std::string(pem) + "\n \t"));
  }
  EXPECT_EQ(PublicKey::parse(test_keys::rsa_2048)->pem(), test_keys::rsa_2048);
  EXPECT_EQ(PublicKey::parse(test_keys::rsa_2048_pkcs1)->pem(), test_keys::rsa_2048);
  EXPECT_EQ(PublicKey::parse(test_keys::rsa_2048)->bits(), 2048);
}

TEST(PublicKey, RefusesWhatCannotServeAndSaysWhy) {
  const std::string two = std::string(test_keys::p256) + test_keys::p256;
  const std::pair<std::string, const char*> cases[] = {
      {"", "BEGIN PUBLIC KEY"},
      {"secret", "BEGIN PUBLIC KEY"},
      {"-----BEGIN PUBLIC KEY-----", "damaged PEM"},
      {"-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n", "damaged"},
      {"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "damaged"},
      {"-----BEGIN PUBLIC KEY-----\n!!!!\n-----END PUBLIC KEY-----\n", "damaged PEM"},
      {two, "more than one"},
      {std::string(test_keys::p256) + "x", "more than one"},
      {"x\n" + std::string(test_keys::p256), "BEGIN PUBLIC KEY"},
      {test_keys::rsa_1024, "1024 bits"},
      {test_keys::rsa_9000, "9000 bits"},
      {test_keys::rsa_exponent_3, "exponent"},
      {test_keys::rsa_pss, "RSA-PSS"},
      {test_keys::p224, "secp224r1"},
      {test_keys::secp256k1, "secp256k1"},
      {test_keys::p256_explicit, "spells out"},
      {test_keys::x25519, "X25519"},
      {test_keys::private_p256, "private key"},
      {test_keys::private_p256_encrypted, "private key"},
      {test_keys::certificate, "openssl x509"},
      {std::string(20000, 'A'), "too long"},
  };
  for (const auto& [pem, reason] : cases) {
    const auto key = PublicKey::parse(pem);
    ASSERT_FALSE(key) << pem;
    EXPECT_EQ(ERR_peek_error(), 0U) << "TLS on this thread would take it for its own";
    EXPECT_EQ(key.error().kind, ErrorKind::invalid);
    EXPECT_NE(key.error().detail.find(reason), std::string::npos) << key.error().detail;
  }
}

TEST(PublicKey, RefusesAPointThatIsNotOnItsCurve) {
  const std::string good = test_keys::p256;
  const std::size_t last_line = good.find("\n-----END") - 6;
  std::string bad = good;
  bad[last_line] = bad[last_line] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(PublicKey::parse(bad));
}

TEST(PublicKey, SurvivesEveryTruncationAndEveryChangedByte) {
  for (const std::string pem : {test_keys::p256, test_keys::ed25519, test_keys::rsa_2048_pkcs1}) {
    for (std::size_t i = 0; i < pem.size(); ++i) {
      if (i < pem.size() - 1) EXPECT_FALSE(PublicKey::parse(pem.substr(0, i))) << i;
      std::string changed = pem;
      changed[i] = static_cast<char>(changed[i] ^ 0x20);
      (void)PublicKey::parse(changed);  // may still be a key; must not crash
    }
  }
}

TEST(PrivateKey, ReadsBackWhatItMadeAndIsNoPublicKey) {
  for (const KeyKind kind : {KeyKind::rsa, KeyKind::p256, KeyKind::p384, KeyKind::p521,
                             KeyKind::ed25519, KeyKind::ed448}) {
    const auto key = PrivateKey::make(kind);
    ASSERT_TRUE(key) << key.error().detail;
    EXPECT_EQ(key->public_key().kind(), kind);
    const auto again = PrivateKey::parse(key->pem().reveal());
    ASSERT_TRUE(again) << again.error().detail;
    EXPECT_EQ(again->public_key().pem(), key->public_key().pem());
    EXPECT_FALSE(PublicKey::parse(key->pem().reveal()));
    EXPECT_FALSE(PrivateKey::parse(key->public_key().pem()));
  }
  EXPECT_TRUE(PrivateKey::parse(test_keys::private_p256));
  EXPECT_FALSE(PrivateKey::parse(test_keys::private_p256_encrypted));
}

TEST(PublicKey, IsMadeOfItsNumbers) {
  const std::string base(32, '\x11');
  EXPECT_EQ(PublicKey::from_edwards(KeyKind::ed25519, base)->kind(), KeyKind::ed25519);
  EXPECT_FALSE(PublicKey::from_edwards(KeyKind::ed448, base));
  EXPECT_FALSE(PublicKey::from_edwards(KeyKind::p256, base));
  EXPECT_FALSE(PublicKey::from_point(KeyKind::p256, base, base)) << "not on the curve";
  EXPECT_FALSE(PublicKey::from_point(KeyKind::p384, base, base));
  EXPECT_FALSE(PublicKey::from_point(KeyKind::ed25519, base, base));
  const std::string modulus = std::string(256, '\xff');
  const std::string exponent("\x01\x00\x01", 3);
  EXPECT_EQ(PublicKey::from_rsa(modulus, exponent)->bits(), 2048);
  EXPECT_FALSE(PublicKey::from_rsa(modulus, "\x03"));
  EXPECT_FALSE(PublicKey::from_rsa(modulus.substr(0, 128), exponent));
  EXPECT_FALSE(PublicKey::from_rsa("", exponent));
  EXPECT_FALSE(PublicKey::from_rsa(std::string(5000, '\xff'), exponent));
  EXPECT_EQ(ERR_peek_error(), 0U);
}

}  // namespace
}  // namespace cardea::crypto
