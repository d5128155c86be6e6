// SPDX-License-Identifier: Apache-2.0
#include "jose/verify.h"

#include <gtest/gtest.h>

#include <boost/json/value.hpp>
#include <string>

#include "base/base64url.h"
#include "base/uuid.h"
#include "crypto/private_key.h"
#include "crypto/test_keys.h"
#include "jose/sign.h"
#include "jose/test_tokens.h"

namespace cardea::jose {
namespace {

KeyMaterial material_for(std::string_view algorithm, std::string_view key) {
  const Algorithm known = *find_algorithm(algorithm);
  if (family(known) == Family::hmac) return {.algorithm = known, .secret = key};
  return {.algorithm = known, .public_key = key};
}

TEST(Verify, HoldsForTheExamplesOfTheRfcs) {
  const auto hs256 = VerifyingKey::make({.algorithm = Algorithm::hs256,
                                         .secret = test_tokens::rfc7515_hs256_key,
                                         .secret_is_base64 = true});
  ASSERT_TRUE(hs256) << hs256.error().detail;
  EXPECT_TRUE(hs256->verify(*decode(test_tokens::rfc7515_hs256)));

  const auto rs256 = VerifyingKey::make(material_for("RS256", test_tokens::rfc7515_rs256_key));
  EXPECT_TRUE(rs256->verify(*decode(test_tokens::rfc7515_rs256)));

  const auto es256 = VerifyingKey::make(material_for("ES256", test_tokens::rfc7515_es256_key));
  EXPECT_TRUE(es256->verify(*decode(test_tokens::rfc7515_es256)));

  const auto ed25519 = crypto::Verifier::make(
      *crypto::PublicKey::parse(test_tokens::rfc8037_ed25519_key), scheme(Algorithm::eddsa));
  EXPECT_TRUE(ed25519->verify(test_tokens::rfc8037_ed25519_input,
                              *decode_base64url(test_tokens::rfc8037_ed25519_signature)));
}

TEST(Verify, HoldsForTokensOfPyJwtUnderTheirOwnKeyAndAlgorithmOnly) {
  for (const auto& example : test_tokens::of_every_algorithm) {
    const auto key = VerifyingKey::make(material_for(example.algorithm, example.key));
    ASSERT_TRUE(key) << example.algorithm << ": " << key.error().detail;
    EXPECT_EQ(name(key->algorithm()), example.algorithm);
    for (const auto& other : test_tokens::of_every_algorithm) {
      EXPECT_EQ(key->verify(*decode(other.token)), other.token == example.token)
          << example.algorithm << ' ' << other.algorithm;
    }
  }
}

TEST(Verify, FailsWhenAnyPartChanged) {
  for (const auto& example : test_tokens::of_every_algorithm) {
    const auto key = VerifyingKey::make(material_for(example.algorithm, example.key));
    const std::string good = example.token;
    for (std::size_t i = 0; i < good.size(); i += 3) {
      std::string changed = good;
      changed[i] = changed[i] == 'A' ? 'B' : 'A';
      const auto token = decode(changed);
      EXPECT_FALSE(token && key->verify(*token)) << example.algorithm << ' ' << i;
    }
  }
}

TEST(Verify, TakesSignaturesOfTheRightLengthOnly) {
  for (const auto& example : test_tokens::of_every_algorithm) {
    const auto key = VerifyingKey::make(material_for(example.algorithm, example.key));
    const std::string text = example.token;
    const std::string unsigned_part = text.substr(0, text.rfind('.') + 1);
    for (std::size_t length = 0; length <= 200; ++length) {
      for (const std::string& bytes :
           {std::string(length, '\0'), std::string(length, '\xff'), random_bytes(length)}) {
        const auto token = decode(unsigned_part + encode_base64url(bytes));
        EXPECT_FALSE(key->verify(*token)) << example.algorithm << ' ' << length;
      }
    }
  }
}

TEST(Verify, DerSignaturesAreNotTaken) {
  const std::string text = test_tokens::es256;
  const auto raw = *decode_base64url(text.substr(text.rfind('.') + 1));
  const auto integer = [](std::string digits) {
    if ((digits[0] & 0x80) != 0) digits.insert(0, 1, '\0');
    return std::string("\x02") + static_cast<char>(digits.size()) + digits;
  };
  const std::string body = integer(raw.substr(0, 32)) + integer(raw.substr(32));
  const std::string der = std::string("0") + static_cast<char>(body.size()) + body;
  const auto key = VerifyingKey::make(material_for("ES256", test_tokens::es256_key));
  const std::string changed = text.substr(0, text.rfind('.') + 1) + encode_base64url(der);
  EXPECT_FALSE(key->verify(*decode(changed)));
}

// The classic confusion: a token signed by HS256 with the public key's text as the secret.
TEST(Verify, APublicKeyIsNeverASharedSecret) {
  const std::string pem = test_tokens::rsa_key;
  const crypto::HmacKey forger(crypto::Hash::sha256, pem);
  const std::string input =
      encode_base64url("{\"alg\":\"HS256\"}") + "." + encode_base64url("{\"iss\":\"alice-key\"}");
  const auto forged = decode(input + "." + encode_base64url(forger.sign(input)));
  const auto key = VerifyingKey::make(material_for("RS256", pem));
  EXPECT_FALSE(key->verify(*forged));

  EXPECT_FALSE(VerifyingKey::make({.secret = pem}));
  EXPECT_FALSE(VerifyingKey::make({.secret = "\n " + pem}));
  EXPECT_FALSE(VerifyingKey::make({.secret = encode_base64(pem), .secret_is_base64 = true}));
  EXPECT_FALSE(VerifyingKey::make({.secret = crypto::test_keys::private_p256}));
}

TEST(Verify, TakesBase64SecretsInEitherAlphabet) {
  const std::string secret = "\xfb\xff\xfe?>secret!";
  const auto token = decode(*make_token(*SigningKey::from_secret(Algorithm::hs256, secret), {}));
  std::string url = encode_base64url(secret);
  const std::string url_padded = url + std::string((4 - url.size() % 4) % 4, '=');
  for (const std::string& text :
       {encode_base64(secret), encode_base64(secret, false), url, url_padded}) {
    const auto key = VerifyingKey::make({.secret = text, .secret_is_base64 = true});
    ASSERT_TRUE(key) << text << ' ' << key.error().detail;
    EXPECT_TRUE(key->verify(*token)) << text;
  }
  for (const char* text : {"+_8", "AAAA=", "A", "AA=", "AAA==", "AA AA", "AAAA\n", "AB",
                           "====", "=", "-_8==", "!", "AAAA===="}) {
    EXPECT_FALSE(VerifyingKey::make({.secret = text, .secret_is_base64 = true})) << text;
  }
  const auto refused = VerifyingKey::make({.secret = "my secret!", .secret_is_base64 = true});
  EXPECT_EQ(refused.error().detail.find("my secret"), std::string::npos);
}

TEST(SecretKeys, AreTheTwoReadingsOfOneSecret) {
  const std::string secret = "0123456789abcdefABCDEF0123456789";  // as the Admin API makes them
  const auto bytes = *decode_base64url(secret);
  for (const Algorithm algorithm : {Algorithm::hs256, Algorithm::hs384, Algorithm::hs512}) {
    const auto keys = SecretKeys::make(algorithm, secret);
    const auto plain = decode(*make_token(*SigningKey::from_secret(algorithm, secret), {}));
    const auto coded = decode(*make_token(*SigningKey::from_secret(algorithm, bytes), {}));
    EXPECT_TRUE(keys.has_key(false) && keys.has_key(true));
    EXPECT_TRUE(keys.verify(*plain, false));
    EXPECT_FALSE(keys.verify(*plain, true));
    EXPECT_TRUE(keys.verify(*coded, true));
    EXPECT_FALSE(keys.verify(*coded, false));
  }
  const auto foreign = decode(*make_token(*SigningKey::from_secret(Algorithm::hs512, secret), {}));
  EXPECT_FALSE(SecretKeys::make(Algorithm::hs256, secret).verify(*foreign, false));
}

TEST(SecretKeys, LeaveOutWhatCannotServe) {
  EXPECT_FALSE(SecretKeys::make(Algorithm::hs256, "my secret!").has_key(true));
  EXPECT_TRUE(SecretKeys::make(Algorithm::hs256, "my secret!").has_key(false));
  EXPECT_FALSE(SecretKeys::make(Algorithm::hs256, "").has_key(false));
  const std::string pem = test_tokens::rsa_key;
  const auto of_pem = SecretKeys::make(Algorithm::hs256, pem);
  EXPECT_FALSE(of_pem.has_key(false) || of_pem.has_key(true));
  EXPECT_FALSE(SecretKeys::make(Algorithm::hs256, encode_base64(pem)).has_key(true));
  EXPECT_FALSE(SecretKeys::make(Algorithm::rs256, "secret").has_key(false));
  EXPECT_FALSE(of_pem.verify(*decode(test_tokens::hs256), false));
}

TEST(SecretKeys, AreSmall) {
  EXPECT_LE(sizeof(SecretKeys), 160U);
  EXPECT_EQ(SecretKeys::make(Algorithm::hs256, "secret").footprint(), 0U);
}

TEST(Verify, KnowsWhichLengthsASignatureCanHave) {
  for (const auto& example : test_tokens::of_every_algorithm) {
    const auto token = *decode(example.token);
    const std::size_t right = token.signature().size();
    const Algorithm algorithm = token.algorithm();
    EXPECT_TRUE(may_be_signature(algorithm, right)) << example.algorithm;
    EXPECT_FALSE(may_be_signature(algorithm, 0));
    EXPECT_FALSE(may_be_signature(algorithm, right - 1));
    EXPECT_FALSE(may_be_signature(algorithm, 1025));
    const bool rsa = right == 256;
    EXPECT_EQ(may_be_signature(algorithm, right + 1), rsa) << example.algorithm;
  }
}

TEST(Verify, KeysMustFitTheirAlgorithm) {
  using namespace crypto;
  const std::pair<std::string_view, const char*> keys[] = {
      {"RS256", test_keys::rsa_2048}, {"RS384", test_keys::rsa_2048},
      {"RS512", test_keys::rsa_2048}, {"PS256", test_keys::rsa_2048},
      {"PS384", test_keys::rsa_2048}, {"PS512", test_keys::rsa_2048},
      {"ES256", test_keys::p256},     {"ES384", test_keys::p384},
      {"ES512", test_keys::p521},     {"EdDSA", test_keys::ed25519},
      {"EdDSA", test_keys::ed448}};
  for (const std::string_view algorithm : algorithm_names) {
    for (const auto& [fitting, pem] : keys) {
      const Algorithm known = *find_algorithm(algorithm);
      const bool rsa = pem == test_keys::rsa_2048;
      const bool fits = algorithm == fitting ||
                        (rsa && (algorithm.starts_with("RS") || algorithm.starts_with("PS")));
      EXPECT_EQ(check_public_key(known, pem).has_value(), fits) << algorithm << ' ' << fitting;
      if (algorithm.starts_with("HS")) continue;
      EXPECT_EQ(VerifyingKey::make(material_for(algorithm, pem)).has_value(), fits);
    }
  }
}

TEST(Verify, RefusesWeakAndPrivateKeys) {
  using namespace crypto;
  for (const char* pem : {test_keys::rsa_1024, test_keys::rsa_exponent_3, test_keys::rsa_9000, "",
                          "secret", test_keys::certificate}) {
    EXPECT_FALSE(VerifyingKey::make(material_for("RS256", pem)));
  }
  for (const char* pem :
       {test_keys::private_p256, test_keys::secp256k1, test_keys::p256_explicit}) {
    EXPECT_FALSE(VerifyingKey::make(material_for("ES256", pem)));
  }
  EXPECT_FALSE(VerifyingKey::make({.secret = ""}));
  EXPECT_TRUE(VerifyingKey::make({.secret = "tooshort"})) << "as Kong does";
}

TEST(Sign, MakesTokensThatVerify) {
  using crypto::KeyKind;
  const std::pair<Algorithm, KeyKind> cases[] = {
      {Algorithm::rs384, KeyKind::rsa},   {Algorithm::ps512, KeyKind::rsa},
      {Algorithm::es256, KeyKind::p256},  {Algorithm::es384, KeyKind::p384},
      {Algorithm::es512, KeyKind::p521},  {Algorithm::eddsa, KeyKind::ed25519},
      {Algorithm::eddsa, KeyKind::ed448},
  };
  const json::Object claims = {{"iss", "k"}, {"exp", 1}};
  for (const auto& [algorithm, kind] : cases) {
    const auto made = crypto::PrivateKey::make(kind);
    const auto key = SigningKey::from_pem(algorithm, made->pem().reveal());
    ASSERT_TRUE(key) << key.error().detail;
    const auto text = make_token(*key, claims, {{"kid", "1"}});
    ASSERT_TRUE(text) << text.error().detail;
    const auto token = decode(*text);
    ASSERT_TRUE(token);
    EXPECT_EQ(token->parameter("kid")->content, "1");
    EXPECT_EQ(token->claim("exp")->amount, 1);
    const std::string pem = made->public_key().pem();
    EXPECT_TRUE(VerifyingKey::make({.algorithm = algorithm, .public_key = pem})->verify(*token));
    EXPECT_FALSE(SigningKey::from_pem(Algorithm::hs256, made->pem().reveal()));
    EXPECT_FALSE(SigningKey::from_secret(algorithm, "secret"));
  }
}

TEST(Sign, SetsAlgAndTypItself) {
  const auto key = SigningKey::from_secret(Algorithm::hs512, "secret");
  const auto token = decode(*make_token(*key, {{"iss", "k"}}));
  EXPECT_EQ(token->parameter("typ")->content, "JWT");
  EXPECT_EQ(token->algorithm(), Algorithm::hs512);
  EXPECT_FALSE(make_token(*key, {}, {{"alg", "none"}}));
  EXPECT_FALSE(SigningKey::from_secret(Algorithm::hs256, ""));
}

}  // namespace
}  // namespace cardea::jose
