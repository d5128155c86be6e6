// SPDX-License-Identifier: Apache-2.0
#include "plugins/key_auth/json_cut.h"

#include <gtest/gtest.h>

#include <vector>

#include "json/parse.h"
#include "json/write.h"

namespace cardea::plugins::key_auth {
namespace {

std::string cut(std::string_view text, std::vector<std::string> names = {"key"}) {
  return without_members(text, names);
}

TEST(JsonCut, TakesMembersOutWhereverTheyStand) {
  EXPECT_EQ(cut(R"({"key":1,"a":2})"), R"({"a":2})");
  EXPECT_EQ(cut(R"({"a":2,"key":1})"), R"({"a":2})");
  EXPECT_EQ(cut(R"({"a":2,"key":1,"b":3})"), R"({"a":2,"b":3})");
  EXPECT_EQ(cut(R"({"key":1})"), "{}");
  EXPECT_EQ(cut(R"({"one":1,"two":2,"three":3})", {"one", "three"}), R"({"two":2})");
}

TEST(JsonCut, LeavesTheRestAsItIs) {
  EXPECT_EQ(cut("{}"), "{}");
  EXPECT_EQ(cut(" { } "), " {} ");
  EXPECT_EQ(cut(R"( { "a" : 1.10 , "b":[ 1, 2 ] } )"), R"( {"a" : 1.10,"b":[ 1, 2 ]} )");
  EXPECT_EQ(cut(R"({"a":123456789012345678901234567890,"key":"x"})"),
            R"({"a":123456789012345678901234567890})");
  EXPECT_EQ(cut("{\"a\":\n true\t,\"key\":null}\r\n"), "{\"a\":\n true}\r\n");
}

TEST(JsonCut, LooksOnlyAtTheOutermostObject) {
  EXPECT_EQ(cut(R"({"a":{"key":1},"b":[{"key":2}]})"), R"({"a":{"key":1},"b":[{"key":2}]})");
  EXPECT_EQ(cut(R"({"key":{"a":[1,{"b":"}"}]},"c":3})"), R"({"c":3})");
}

TEST(JsonCut, KnowsQuotesAndEscapes) {
  EXPECT_EQ(cut(R"({"key":"\"},{[","a":"},\"key\":1"})"), R"({"a":"},\"key\":1"})");
  EXPECT_EQ(cut(R"({"\u006bey":1,"a":"\\"})"), R"({"a":"\\"})");
  EXPECT_EQ(cut(R"({"a":"\\","key":1})"), R"({"a":"\\"})");
}

// Whatever is cut, the rest is JSON and lacks just these members.
TEST(JsonCut, AgreesWithTheParser) {
  const std::vector<std::string> names = {"a", "c"};
  for (const std::string_view text :
       {R"({"a":1,"b":[true,{"c":2}],"c":"x","d":-1e5})", R"({"b":{},"a":[[]],"d":""})",
        R"({ "c" : "}" , "e" : "{" })", R"({"a":null,"c":false})"}) {
    auto whole = json::parse_object(text);
    ASSERT_TRUE(whole) << text;
    for (const auto& name : names) whole->stable_erase(name);
    const auto rest = json::parse_object(without_members(text, names));
    ASSERT_TRUE(rest) << without_members(text, names);
    EXPECT_EQ(json::write(*rest), json::write(*whole));
  }
}

}  // namespace
}  // namespace cardea::plugins::key_auth
