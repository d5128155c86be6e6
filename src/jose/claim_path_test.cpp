// SPDX-License-Identifier: Apache-2.0
#include "jose/claim_path.h"

#include <gtest/gtest.h>

#include <string>

#include "base/base64url.h"
#include "json/write.h"

namespace cardea::jose {
namespace {

std::string at(std::string_view claims, std::string_view path) {
  const std::string header = encode_base64url(R"({"alg":"RS256"})");
  const auto token = decode(header + "." + encode_base64url(claims) + ".AAAA");
  EXPECT_TRUE(token);
  const auto value = claim_at(*token, path);
  return value ? json::write(*value) : "none";
}

TEST(ClaimPath, NamesClaimsAtTheTop) {
  EXPECT_EQ(at(R"({"sub":"alice"})", "sub"), R"("alice")");
  EXPECT_EQ(at(R"({"https://a.example/groups":["a"]})", "https://a.example/groups"), R"(["a"])");
  EXPECT_EQ(at(R"({"n":7})", "n"), "7");
  EXPECT_EQ(at(R"({"sub":null})", "sub"), "none");
  EXPECT_EQ(at(R"({"sub":"x"})", "su"), "none");
  EXPECT_EQ(at(R"({"a/b":1})", "a/b"), "1");
}

TEST(ClaimPath, PointsIntoClaims) {
  constexpr std::string_view nested = R"({"realm_access":{"roles":["a","b"]},"a/b":{"m~n":1}})";
  EXPECT_EQ(at(nested, "/realm_access/roles"), R"(["a","b"])");
  EXPECT_EQ(at(nested, "/realm_access/roles/1"), R"("b")");
  EXPECT_EQ(at(nested, "/realm_access"), R"({"roles":["a","b"]})");
  EXPECT_EQ(at(nested, "/a~1b/m~0n"), "1");
  EXPECT_EQ(at(nested, "/realm_access/groups"), "none");
  EXPECT_EQ(at(nested, "/realm_access/roles/2"), "none");
  EXPECT_EQ(at(nested, "/realm_access/roles/x"), "none");
  EXPECT_EQ(at(nested, "/none/roles"), "none");
  EXPECT_EQ(at(R"({"a":"text"})", "/a/b"), "none");
  EXPECT_EQ(at(R"({"a":{"b":null}})", "/a/b"), "none");
  EXPECT_EQ(at(R"({"":1})", "/"), "1");
}

}  // namespace
}  // namespace cardea::jose
