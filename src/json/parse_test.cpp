// SPDX-License-Identifier: Apache-2.0
#include "json/parse.h"

#include <gtest/gtest.h>

#include <boost/json/value.hpp>
#include <string>

#include "json/write.h"

namespace cardea::json {
namespace {

struct Refused {
  std::string text;
  std::string part_of_reason;
};

TEST(Parse, TakesEveryKindOfValue) {
  for (const char* text : {"null", "true", "false", "0", "-1", "1.5", "1e3", "\"\"", "[]", "{}",
                           " [1,2,3] ", "\t{\"a\":{\"b\":[null]}}\r\n", "\"\\u00e9\\ud83d\\ude00\"",
                           "18446744073709551615", "\"\\u0000\"", "\"/\\/\""}) {
    EXPECT_TRUE(parse(text)) << text;
  }
  EXPECT_EQ(parse("18446744073709551615")->as_uint64(), 18446744073709551615U);
  EXPECT_EQ(parse("\"\\u00e9\"")->as_string(), "\xc3\xa9");
}

TEST(Parse, RefusesWhatIsNotStrictJsonAndSaysWhy) {
  const Refused cases[] = {
      {"", "ends too early"},
      {" ", "ends too early"},
      {"[1,2", "ends too early"},
      {"{\"a\":1", "ends too early"},
      {"\"abc", "ends too early"},
      {"1 2", "something follows"},
      {"{} x", "something follows"},
      {"[1,]", "not JSON"},
      {"{\"a\":1,}", "not JSON"},
      {"{a:1}", "not JSON"},
      {"'a'", "not JSON"},
      {"01", "something follows"},
      {"+1", "not JSON"},
      {".5", "not JSON"},
      {"1.", "not JSON"},
      {"nul", "ends too early"},
      {"NaN", "not JSON"},
      {"Infinity", "not JSON"},
      {"-Infinity", "not JSON"},
      {"// x\n1", "not JSON"},
      {"\xef\xbb\xbf{}", "not JSON"},
      {"1e400", "too large"},
      {"-1e400", "too large"},
      {"[1e99999999999]", "too large"},
      {"\"\\ud800\"", "not JSON"},
      {"\"\\udc00\"", "surrogate"},
      {"\"\\ud800\\u0041\"", "surrogate"},
      {"\"\\x41\"", "not JSON"},
      {"\"\\u12g4\"", "hex"},
      {"\"a\nb\"", "not JSON"},
      {std::string("\"a\0b\"", 5), "not JSON"},
  };
  for (const auto& [text, reason] : cases) {
    const auto value = parse(text);
    ASSERT_FALSE(value) << text;
    EXPECT_EQ(value.error().kind, ErrorKind::invalid);
    EXPECT_NE(value.error().detail.find(reason), std::string::npos)
        << text << " -> " << value.error().detail;
  }
}

TEST(Parse, RefusesBadUtf8) {
  for (const char* bytes :
       {"\x80", "\xc3", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xed\xa0\x80", "\xf0\x80\x80\x80",
        "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\xff", "\xe2\x82", "\xe2\x28\xa1"}) {
    EXPECT_FALSE(parse("\"" + std::string(bytes) + "\""));
    EXPECT_FALSE(parse("{\"" + std::string(bytes) + "\":1}"));
  }
}

TEST(Parse, RefusesMembersThatOccurTwiceAtAnyDepth) {
  EXPECT_EQ(parse("{\"iss\":1,\"iss\":2}").error().detail,
            "JSON, byte 13: member \"iss\" occurs twice");
  EXPECT_FALSE(parse("{\"a\":[{\"b\":1,\"c\":2,\"b\":1}]}"));
  EXPECT_FALSE(parse("{\"a\":1,\"\\u0061\":2}"));
  EXPECT_TRUE(parse("{\"a\":{\"a\":{\"a\":1}},\"A\":1,\"\":2}"));
  EXPECT_FALSE(parse("{\"\":1,\"\":2}"));
  std::string many = "{";
  for (int i = 0; i < 100; ++i) many += "\"m" + std::to_string(i) + "\":1,";
  EXPECT_TRUE(parse(many + "\"m100\":1}"));
  EXPECT_FALSE(parse(many + "\"m57\":1}"));
}

TEST(Parse, ShortensANameItQuotes) {
  const std::string name(500, 'n');
  const auto twice = parse("{\"" + name + "\":1,\"" + name + "\":2}");
  ASSERT_FALSE(twice);
  EXPECT_LT(twice.error().detail.size(), 100U);
}

TEST(Parse, KeepsToItsLimits) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(parse(nested(32)));
  EXPECT_FALSE(parse(nested(33)));
  EXPECT_FALSE(parse(nested(100000)));
  EXPECT_FALSE(parse(std::string(100000, '[')));
  EXPECT_TRUE(parse(nested(2), {.depth = 2}));
  EXPECT_FALSE(parse("[]", {.depth = 0}));
  EXPECT_TRUE(parse("[1,2,3]", {.members = 3}));
  EXPECT_FALSE(parse("[1,2,3]", {.members = 2}));
  EXPECT_FALSE(parse("{\"a\":[1,2]}", {.members = 2}));
  EXPECT_TRUE(parse("[1]", {.bytes = 3}));
  EXPECT_FALSE(parse("[1]", {.bytes = 2}));
}

TEST(Parse, ReadsNumbersExactly) {
  EXPECT_EQ(parse("0.1")->as_double(), 0.1);
  EXPECT_EQ(parse("2.2250738585072011e-308")->as_double(), 2.2250738585072011e-308);
  EXPECT_EQ(parse("1.7976931348623157e308")->as_double(), 1.7976931348623157e308);
  EXPECT_EQ(parse("9007199254740993")->as_int64(), 9007199254740993);
  EXPECT_EQ(parse("1e-400")->as_double(), 0.0);
}

TEST(Parse, WantsAnObjectWhereOneIsDue) {
  EXPECT_TRUE(parse_object("{\"a\":1}"));
  EXPECT_FALSE(parse_object("[]"));
  EXPECT_FALSE(parse_object("{"));
}

}  // namespace
}  // namespace cardea::json
