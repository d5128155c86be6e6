// SPDX-License-Identifier: Apache-2.0
#include "crypto/signature.h"

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <map>
#include <string>
#include <thread>
#include <vector>

#include "base/uuid.h"
#include "crypto/private_key.h"

namespace cardea::crypto {
namespace {

struct Case {
  KeyKind kind;
  Scheme scheme;
};

std::vector<Case> all_cases() {
  std::vector<Case> cases = {{KeyKind::ed25519, {}}, {KeyKind::ed448, {}}};
  for (const Hash hash : {Hash::sha256, Hash::sha384, Hash::sha512}) {
    cases.push_back({KeyKind::rsa, {Padding::pkcs1, hash}});
    cases.push_back({KeyKind::rsa, {Padding::pss, hash}});
  }
  cases.push_back({KeyKind::p256, {Padding::none, Hash::sha256}});
  cases.push_back({KeyKind::p384, {Padding::none, Hash::sha384}});
  cases.push_back({KeyKind::p521, {Padding::none, Hash::sha512}});
  return cases;
}

// Making RSA keys is slow, so each kind has two for all tests.
const PrivateKey& key_of(KeyKind kind, int which = 0) {
  static std::map<std::pair<KeyKind, int>, PrivateKey> made;
  const auto found = made.find({kind, which});
  if (found != made.end()) return found->second;
  return made.emplace(std::pair(kind, which), *PrivateKey::make(kind)).first->second;
}

TEST(Signature, HoldsForItsTextAndKeyOnly) {
  for (const auto& [kind, scheme] : all_cases()) {
    const auto verifier = Verifier::make(key_of(kind).public_key(), scheme);
    ASSERT_TRUE(verifier) << verifier.error().detail;
    const auto signature = key_of(kind).sign(scheme, "text");
    ASSERT_TRUE(signature) << signature.error().detail;
    EXPECT_TRUE(verifier->verify("text", *signature)) << name(kind);
    EXPECT_TRUE(verifier->verify("text", *signature)) << name(kind);
    EXPECT_FALSE(verifier->verify("texT", *signature));
    EXPECT_FALSE(verifier->verify("", *signature));
    const auto other = Verifier::make(key_of(kind, 1).public_key(), scheme);
    EXPECT_FALSE(other->verify("text", *signature));
  }
  EXPECT_EQ(ERR_peek_error(), 0U) << "a failed check must leave no error behind";
}

TEST(Signature, FailsWhenAnyByteChanged) {
  for (const auto& [kind, scheme] : all_cases()) {
    const auto verifier = Verifier::make(key_of(kind).public_key(), scheme);
    const std::string signature = *key_of(kind).sign(scheme, "text");
    for (std::size_t i = 0; i < signature.size(); i += 5) {
      std::string changed = signature;
      changed[i] = static_cast<char>(changed[i] ^ 0x10);
      EXPECT_FALSE(verifier->verify("text", changed)) << name(kind) << ' ' << i;
    }
  }
}

TEST(Signature, IsFalseForEveryOtherLength) {
  for (const auto& [kind, scheme] : all_cases()) {
    const auto verifier = Verifier::make(key_of(kind).public_key(), scheme);
    const std::string signature = *key_of(kind).sign(scheme, "text");
    const std::string noise = random_bytes(300);
    for (std::size_t length = 0; length <= 300; ++length) {
      EXPECT_FALSE(verifier->verify("text", std::string(length, '\0'))) << length;
      EXPECT_FALSE(verifier->verify("text", std::string(length, '\xff'))) << length;
      EXPECT_FALSE(verifier->verify("text", noise.substr(0, length))) << length;
      if (length < signature.size()) {
        EXPECT_FALSE(verifier->verify("text", signature.substr(0, length))) << length;
      }
    }
    EXPECT_FALSE(verifier->verify("text", signature + '\0'));
  }
}

// Java once took such signatures for any text ("psychic signatures", CVE-2022-21449).
TEST(Signature, EcdsaTakesNoZeros) {
  const Scheme scheme{Padding::none, Hash::sha256};
  const auto verifier = Verifier::make(key_of(KeyKind::p256).public_key(), scheme);
  const std::string good = *key_of(KeyKind::p256).sign(scheme, "text");
  const std::string zero(32, '\0');
  EXPECT_FALSE(verifier->verify("text", zero + zero));
  EXPECT_FALSE(verifier->verify("text", zero + good.substr(32)));
  EXPECT_FALSE(verifier->verify("text", good.substr(0, 32) + zero));
}

// Numbers with leading zeros or a first bit set take different DER forms; many signatures meet all.
TEST(Signature, EcdsaHoldsWhateverItsNumbersLookLike) {
  for (const auto& [kind, scheme] : {Case{KeyKind::p256, {Padding::none, Hash::sha256}},
                                     Case{KeyKind::p521, {Padding::none, Hash::sha512}}}) {
    const auto verifier = Verifier::make(key_of(kind).public_key(), scheme);
    for (int i = 0; i < 300; ++i) {
      EXPECT_TRUE(verifier->verify("text", *key_of(kind).sign(scheme, "text")));
    }
  }
}

std::string pss_with_salt(const PrivateKey& key, int salt_length) {
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  EVP_PKEY_CTX* inner = nullptr;
  EVP_DigestSignInit(context, &inner, EVP_sha256(), nullptr, key.public_key().handle());
  EVP_PKEY_CTX_set_rsa_padding(inner, RSA_PKCS1_PSS_PADDING);
  EVP_PKEY_CTX_set_rsa_pss_saltlen(inner, salt_length);
  std::string out(256, '\0');
  std::size_t size = out.size();
  EVP_DigestSign(context, reinterpret_cast<unsigned char*>(out.data()), &size,
                 reinterpret_cast<const unsigned char*>("text"), 4);
  EVP_MD_CTX_free(context);
  return out;
}

TEST(Signature, PssTakesASaltAsLongAsTheDigestOnly) {
  const PrivateKey& key = key_of(KeyKind::rsa);
  const auto verifier = Verifier::make(key.public_key(), {Padding::pss, Hash::sha256});
  EXPECT_TRUE(verifier->verify("text", pss_with_salt(key, 32)));
  for (const int length : {0, 20, 31, 33, 64, RSA_PSS_SALTLEN_MAX}) {
    EXPECT_FALSE(verifier->verify("text", pss_with_salt(key, length))) << length;
  }
  const auto pkcs1 = Verifier::make(key.public_key(), {Padding::pkcs1, Hash::sha256});
  EXPECT_FALSE(pkcs1->verify("text", pss_with_salt(key, 32)));
}

TEST(Signature, SchemesGoWithTheirKeysOnly) {
  EXPECT_FALSE(Verifier::make(key_of(KeyKind::rsa).public_key(), {Padding::none, Hash::sha256}));
  EXPECT_FALSE(Verifier::make(key_of(KeyKind::p256).public_key(), {Padding::pss, Hash::sha256}));
  EXPECT_FALSE(Verifier::make(key_of(KeyKind::ed25519).public_key(), {Padding::pkcs1}));
  EXPECT_FALSE(key_of(KeyKind::rsa).sign({Padding::none}, "text"));
  EXPECT_FALSE(key_of(KeyKind::ed448).sign({Padding::pss}, "text"));
}

TEST(Signature, OneVerifierServesManyThreads) {
  for (const auto& [kind, scheme] : all_cases()) {
    const auto verifier = Verifier::make(key_of(kind).public_key(), scheme);
    const std::string signature = *key_of(kind).sign(scheme, "text");
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (int round = 0; round < 20; ++round) {
          EXPECT_TRUE(verifier->verify("text", signature));
          EXPECT_FALSE(verifier->verify("other", signature));
        }
      });
    }
  }
}

}  // namespace
}  // namespace cardea::crypto
