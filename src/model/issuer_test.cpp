// SPDX-License-Identifier: Apache-2.0
#include "model/issuer.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "jose/test_jwks.h"
#include "model/judged_for_tests.h"

namespace cardea::model {
namespace {

using namespace tests;
using testing::HasSubstr;

std::string with(std::string_view members) {
  return R"({"name":"a","issuer":"https://a.example",)" + std::string(members) + "}";
}

std::string with_key(std::string_view jwk) {
  return with(R"("keys":{"keys":[)" + std::string(jwk) + "]}");
}

TEST(Issuer, NeedsANameAndAnIssuerOnly) {
  const auto issuer = post<Issuer>(R"({"name":"a","issuer":"https://a.example"})");
  ASSERT_TRUE(issuer) << message(issuer);
  const auto read = Issuer::entity().read<Issuer>(*issuer);
  using jose::Algorithm;
  EXPECT_EQ(read.algorithms,
            (std::vector{Algorithm::rs256, Algorithm::ps256, Algorithm::es256, Algorithm::eddsa}));
  EXPECT_EQ(read.consumer_claim, "sub");
  EXPECT_EQ(read.consumer_by, ConsumerBy::custom_id);
  EXPECT_EQ(read.refresh, 600);
  EXPECT_EQ(read.keep, 86400);
  EXPECT_FALSE(read.auto_create);
  EXPECT_FALSE(read.keys);
  EXPECT_THAT(message(post<Issuer>("{}")), HasSubstr("issuer: required field missing"));
}

TEST(Issuer, FetchesByHttpsUnlessToldOtherwise) {
  EXPECT_TRUE(post<Issuer>(with(R"("jwks_url":"https://k.example/jwks?v=2")")));
  EXPECT_THAT(message(post<Issuer>(with(R"("jwks_url":"http://k.example/jwks")"))),
              HasSubstr("jwks_url: http is not safe here"));
  EXPECT_TRUE(post<Issuer>(with(R"("jwks_url":"http://127.0.0.1/jwks","allow_http":true)")));
  for (const char* const url : {"ftp://k/", "k.example", "https://u:p@k/", "https://k/#a",
                                "file:///etc/passwd", "gopher://k"}) {
    EXPECT_THAT(message(post<Issuer>(with(fmt::format(R"("jwks_url":"{}")", url)))),
                HasSubstr("jwks_url: must be a URL"))
        << url;
  }
}

TEST(Issuer, IsDiscoveredOnlyWhereItIsAUrl) {
  EXPECT_THAT(message(post<Issuer>(R"({"name":"a","issuer":"accounts"})")),
              HasSubstr("issuer: without jwks_url and keys it is where the keys are found"));
  EXPECT_THAT(message(post<Issuer>(R"({"name":"a","issuer":"http://a.example"})")),
              HasSubstr("http is not safe here"));
  EXPECT_THAT(message(post<Issuer>(R"({"name":"a","issuer":"https://a.example/?x"})")),
              HasSubstr("a URL with a query"));
  EXPECT_TRUE(post<Issuer>(R"({"name":"a","issuer":"x","jwks_url":"https://k.example/"})"));
}

TEST(Issuer, TakesInlineKeysThatCanVerify) {
  EXPECT_TRUE(post<Issuer>(with_key(jose::test_jwks::rsa)));
  EXPECT_THAT(message(post<Issuer>(with_key(jose::test_jwks::rfc7517_ec))),
              HasSubstr("none of its 1 keys can check signatures; key 1: it is for the use `enc`"));
  EXPECT_THAT(message(post<Issuer>(with(R"("keys":{})"))), HasSubstr("no list `keys`"));
  EXPECT_THAT(message(post<Issuer>(with(R"("keys":"x")"))), HasSubstr("expected a record"));
  EXPECT_THAT(message(post<Issuer>(with(R"("jwks_url":"https://k/","keys":{"keys":[)" +
                                        std::string(jose::test_jwks::rsa) + "]}"))),
              HasSubstr("'jwks_url', 'keys'"));
}

TEST(Issuer, StoresNoPrivateKey) {
  std::string disclosed = jose::test_jwks::es256;
  disclosed.insert(1, R"("d":"c2VjcmV0IG51bWJlcg",)");
  const auto judged = post<Issuer>(with_key(disclosed));
  EXPECT_THAT(message(judged), HasSubstr("holds a private key"));
  EXPECT_THAT(message(judged), testing::Not(HasSubstr("c2VjcmV0")));
  const std::string beside = std::string(jose::test_jwks::rsa) + R"(,{"kty":"oct","k":"c2VjcmV0"})";
  EXPECT_THAT(message(post<Issuer>(with_key(beside))), HasSubstr("shared secret"));
}

TEST(Issuer, TakesPublicKeyAlgorithmsOnly) {
  EXPECT_TRUE(post<Issuer>(with(R"("algorithms":["ES384","PS512"])")));
  EXPECT_THAT(message(post<Issuer>(with(R"("algorithms":["HS256"])"))),
              HasSubstr("must not be one of: HS256"));
  EXPECT_THAT(message(post<Issuer>(with(R"("algorithms":["none"])"))),
              HasSubstr("expected one of"));
  EXPECT_THAT(message(post<Issuer>(with(R"("algorithms":[])"))), HasSubstr("at least 1"));
  EXPECT_THAT(message(post<Issuer>(with(R"("algorithms":null)"))), HasSubstr("required"));
  EXPECT_THAT(message(post<Issuer>(with(R"("audiences":[])"))), HasSubstr("at least 1"));
}

TEST(Issuer, BoundsItsTimes) {
  EXPECT_THAT(message(post<Issuer>(with(R"("refresh":4)"))), HasSubstr("between 5 and 86400"));
  EXPECT_THAT(message(post<Issuer>(with(R"("keep":9999999)"))), HasSubstr("between 5 and 604800"));
  EXPECT_THAT(message(post<Issuer>(with(R"("keep":300)"))), HasSubstr("less than refresh"));
  EXPECT_TRUE(post<Issuer>(with(R"("keep":300,"refresh":300)")));
  EXPECT_THAT(message(post<Issuer>(with(R"("timeout":1)"))), HasSubstr("between 100 and 60000"));
}

TEST(Issuer, MakesConsumersOnlyWhereItCanNameThem) {
  EXPECT_TRUE(post<Issuer>(with(R"("auto_create":true)")));
  EXPECT_TRUE(post<Issuer>(with(R"("auto_create":true,"consumer_by":"username")")));
  EXPECT_THAT(message(post<Issuer>(with(R"("auto_create":true,"consumer_by":"id")"))),
              HasSubstr("auto_create: needs a consumer_claim"));
  EXPECT_THAT(message(post<Issuer>(with(R"("auto_create":true,"consumer_claim":null)"))),
              HasSubstr("auto_create: needs a consumer_claim"));
  EXPECT_TRUE(post<Issuer>(with(R"("consumer_claim":null)")));
}

TEST(Issuer, NamesClaimsByNameOrPointer) {
  for (const char* const claim :
       {"groups", "https://a.example/groups", "/realm_access/roles", "/a~1b/m~0n", "a~b"}) {
    EXPECT_TRUE(post<Issuer>(with(fmt::format(R"("groups_claim":"{}")", claim)))) << claim;
  }
  EXPECT_THAT(message(post<Issuer>(with(R"("groups_claim":"/a~b")"))), HasSubstr("JSON Pointer"));
  EXPECT_THAT(message(post<Issuer>(with(R"("consumer_claim":"/a~")"))), HasSubstr("JSON Pointer"));
}

}  // namespace
}  // namespace cardea::model
