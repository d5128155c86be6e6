// SPDX-License-Identifier: Apache-2.0
#include "plugins/jwt/issued.h"

#include <gtest/gtest.h>

#include <string>

#include "base/base64url.h"

namespace cardea::plugins::jwt {
namespace {

std::shared_ptr<issuer::Trust> trust() {
  auto one = std::make_shared<issuer::Trust>();
  one->settings.consumer_claim = "sub";
  one->settings.groups_claim = "groups";
  return one;
}

std::expected<Issued, Misfit> read(std::string_view claims,
                                   std::shared_ptr<const issuer::Trust> by = trust()) {
  const std::string header = encode_base64url(R"({"alg":"RS256"})");
  const auto token = jose::decode(header + "." + encode_base64url(claims) + ".AAAA");
  EXPECT_TRUE(token) << claims;
  return read_issued(*token, std::move(by));
}

std::string groups(std::string_view claim) {
  const auto issued = read(R"({"sub":"a","groups":)" + std::string(claim) + "}");
  if (!issued) return issued.error() == Misfit::groups ? "misfit" : "other misfit";
  std::string all;
  for (const auto& name : issued->groups->names) all += "[" + name + "]";
  return all;
}

TEST(Issued, NamesAConsumer) {
  EXPECT_EQ(read(R"({"sub":"alice"})")->consumer, "alice");
  const auto prefixed = trust();
  prefixed->settings.consumer_prefix = "login:";
  EXPECT_EQ(read(R"({"sub":"alice"})", prefixed)->consumer, "login:alice");
  const auto nobody = trust();
  nobody->settings.consumer_claim.reset();
  EXPECT_EQ(read("{}", nobody)->consumer, "");
}

TEST(Issued, RefusesWhatCannotBeAName) {
  const std::string longest = std::string(max_consumer_name, 'x');
  EXPECT_TRUE(read(R"({"sub":")" + longest + "\"}"));
  for (const std::string& claims :
       {std::string("{}"), std::string(R"({"sub":null})"), std::string(R"({"sub":1})"),
        std::string(R"({"sub":""})"), std::string(R"({"sub":["a"]})"),
        std::string(R"({"sub":"a\nb"})"), std::string(R"({"sub":"a\u0000b"})"),
        std::string(R"({"sub":"a\u007f"})"), R"({"sub":")" + longest + "y\"}"}) {
    const auto issued = read(claims);
    ASSERT_FALSE(issued) << claims;
    EXPECT_EQ(issued.error(), Misfit::consumer);
  }
}

TEST(Issued, ReadsGroupsFromListsAndWords) {
  EXPECT_EQ(groups(R"(["a","b c","a",""])"), "[a][b c]");
  EXPECT_EQ(groups(R"("read  write read")"), "[read][write]");
  EXPECT_EQ(groups(R"([])"), "");
  EXPECT_EQ(groups(R"("")"), "");
  EXPECT_EQ(groups("null"), "");
  EXPECT_EQ(groups("7"), "misfit");
  EXPECT_EQ(groups(R"({"a":1})"), "misfit");
  EXPECT_EQ(groups(R"(["a",1])"), "misfit");
  EXPECT_EQ(groups(R"(["a",null])"), "misfit");
  EXPECT_EQ(read(R"({"sub":"a"})")->groups->names.size(), 0U);
}

TEST(Issued, WritesNoGroupThatReadsAsTwo) {
  const auto issued = read(R"({"sub":"a","groups":["x, admin","y"]})");
  EXPECT_EQ(issued->groups->joined, "x%2C admin, y");
  EXPECT_TRUE(issued->groups->contains("x, admin"));
  EXPECT_FALSE(issued->groups->contains("admin"));
}

}  // namespace
}  // namespace cardea::plugins::jwt
