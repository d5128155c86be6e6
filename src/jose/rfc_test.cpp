// SPDX-License-Identifier: Apache-2.0
// The examples of the RFCs: their signatures hold, and what is no signed JWT is told apart.
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "base/base64url.h"
#include "crypto/hmac.h"
#include "jose/rfc_vectors.h"
#include "jose/token.h"
#include "jose/verify.h"

namespace cardea::jose {
namespace {

using namespace rfc_vectors;

// A compact JWS whatever its payload is.
struct Parts {
  std::string_view input;
  std::string signature;
};

Parts parts_of(std::string_view compact) {
  const auto dot = compact.rfind('.');
  return {compact.substr(0, dot), *decode_base64url(compact.substr(dot + 1))};
}

bool holds(Algorithm algorithm, std::string_view pem, std::string_view compact) {
  const auto verifier = crypto::Verifier::make(*crypto::PublicKey::parse(pem), scheme(algorithm));
  const auto [input, signature] = parts_of(compact);
  return may_be_signature(algorithm, signature.size()) && verifier->verify(input, signature);
}

TEST(Rfc7515, ES512OfAppendixA4Holds) {
  EXPECT_TRUE(holds(Algorithm::es512, rfc7515_es512_key, rfc7515_es512));
  EXPECT_FALSE(holds(Algorithm::es512, rfc7520_ec_key, rfc7515_es512));
}

TEST(Rfc7515, TheUnsecuredTokenOfAppendixA5IsRefused) {
  EXPECT_EQ(decode(rfc7515_none).error(), Fault::algorithm_unknown);
}

TEST(Rfc7520, SignaturesOfSection4Hold) {
  EXPECT_TRUE(holds(Algorithm::rs256, rfc7520_rsa_key, rfc7520_rs256));
  EXPECT_TRUE(holds(Algorithm::ps384, rfc7520_rsa_key, rfc7520_ps384));
  EXPECT_TRUE(holds(Algorithm::es512, rfc7520_ec_key, rfc7520_es512));
  const crypto::HmacKey key(crypto::Hash::sha256, *decode_base64url(rfc7520_hmac_key));
  const auto [input, signature] = parts_of(rfc7520_hs256);
  EXPECT_TRUE(key.verify(input, signature));
}

TEST(Rfc7520, SignaturesHoldForTheirOwnSchemeOnly) {
  EXPECT_FALSE(holds(Algorithm::rs384, rfc7520_rsa_key, rfc7520_rs256));
  EXPECT_FALSE(holds(Algorithm::ps256, rfc7520_rsa_key, rfc7520_rs256));
  EXPECT_FALSE(holds(Algorithm::ps512, rfc7520_rsa_key, rfc7520_ps384));
  EXPECT_FALSE(holds(Algorithm::rs384, rfc7520_rsa_key, rfc7520_ps384));
}

// They sign a sentence, not claims.
TEST(Rfc7520, ItsExamplesAreNoTokens) {
  for (const std::string_view compact :
       {rfc7520_rs256, rfc7520_ps384, rfc7520_es512, rfc7520_hs256, rfc7520_detached}) {
    EXPECT_EQ(decode(compact).error(), Fault::payload_not_json) << compact;
  }
}

// Sections 4.6 to 4.8: the JSON serializations are for other uses (RFC 7519 section 1).
TEST(Rfc7520, JsonSerializationsAreNoTokens) {
  EXPECT_EQ(decode("{\"payload\":\"e30\",\"signatures\":[]}").error(), Fault::not_three_parts);
  EXPECT_EQ(decode("{\"payload\":\"e30\",\"protected\":\"e30\",\"signature\":\"a.b.c\"}").error(),
            Fault::header_not_base64);
}

}  // namespace
}  // namespace cardea::jose
