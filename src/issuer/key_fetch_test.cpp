// SPDX-License-Identifier: Apache-2.0
#include "issuer/key_fetch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cardea::issuer {
namespace {

using testing::HasSubstr;

std::vector<std::string> places(std::string_view issuer) {
  std::vector<std::string> texts;
  for (const auto& url : metadata_urls(*http::parse_url(issuer))) texts.push_back(url.text());
  return texts;
}

TEST(KeyFetch, LooksForMetadataWhereTheStandardsPutIt) {
  EXPECT_THAT(places("https://a.example"),
              testing::ElementsAre("https://a.example/.well-known/openid-configuration",
                                   "https://a.example/.well-known/oauth-authorization-server"));
  EXPECT_THAT(
      places("https://a.example:8443/t/1/"),
      testing::ElementsAre("https://a.example:8443/t/1/.well-known/openid-configuration",
                           "https://a.example:8443/.well-known/oauth-authorization-server/t/1"));
}

TEST(KeyFetch, BelievesOnlyTheIssuersOwnMetadata) {
  const auto read = [](std::string_view text) {
    const auto uri = read_metadata(text, "https://a.example/");
    return uri ? *uri : uri.error().detail;
  };
  EXPECT_EQ(read(R"({"issuer":"https://a.example/","jwks_uri":"https://k/"})"), "https://k/");
  EXPECT_THAT(read(R"({"issuer":"https://a.example","jwks_uri":"https://k/"})"),
              HasSubstr("to the letter"));
  EXPECT_THAT(read(R"({"jwks_uri":"https://k/"})"), HasSubstr("names no issuer"));
  EXPECT_THAT(read(R"({"issuer":"https://a.example/"})"), HasSubstr("no jwks_uri"));
  EXPECT_THAT(read(R"({"issuer":"https://a.example/","jwks_uri":1})"), HasSubstr("no jwks_uri"));
  EXPECT_THAT(read("<html>"), HasSubstr("no issuer's metadata"));
  EXPECT_THAT(read(R"({"issuer":"x","issuer":"https://a.example/"})"), HasSubstr("twice"));
}

}  // namespace
}  // namespace cardea::issuer
