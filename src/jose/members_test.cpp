// SPDX-License-Identifier: Apache-2.0
#include "jose/members.h"

#include <gtest/gtest.h>

#include <boost/json/value.hpp>
#include <string>

#include "json/parse.h"
#include "json/write.h"

namespace cardea::jose {
namespace {

Members::Outcome outcome_of(std::string text) {
  Members members;
  return members.read(text);
}

TEST(Members, IndexesEveryKindOfValue) {
  std::string text =
      " {\"iss\":\"joe\" , \"exp\":1300819380,\"nbf\":-1.5e3,\"ok\":true,\"no\":false,\"nil\":null,"
      "\"aud\":[\"a\",\"]\"],\"o\":{\"k\":\"}\\\"\"},\"e\\u0041\":\"Zo\\u00eb\\n\",\"\":"
      "\"\xc3\xa9\","
      "\"z\":0,\"big\":123456789012345678901234567890} ";
  const std::string before = text;
  Members members;
  ASSERT_EQ(members.read(text), Members::Outcome::object);
  EXPECT_EQ(members.all().size(), 12U);
  EXPECT_EQ(members.find("iss")->content, "joe");
  EXPECT_TRUE(members.find("iss")->is_text());
  EXPECT_EQ(members.find("exp")->amount, 1300819380);
  EXPECT_EQ(members.find("nbf")->amount, -1500);
  EXPECT_EQ(members.find("z")->amount, 0);
  EXPECT_EQ(members.find("big")->amount, 123456789012345678901234567890.0);
  EXPECT_EQ(members.find("ok")->kind, Member::Kind::boolean);
  EXPECT_EQ(members.find("ok")->content, "true");
  EXPECT_EQ(members.find("nil")->kind, Member::Kind::null);
  EXPECT_EQ(members.find("aud")->kind, Member::Kind::array);
  EXPECT_EQ(members.find("aud")->value().as_array().size(), 2U);
  EXPECT_EQ(members.find("o")->value().as_object().at("k").as_string(), "}\"");
  EXPECT_EQ(members.find("eA")->content, "Zo\xc3\xab\n");
  EXPECT_EQ(members.find("")->content, "\xc3\xa9");
  EXPECT_EQ(members.find("missing"), nullptr);

  for (const Member& member : members.all()) {
    EXPECT_TRUE(json::equal(member.value(), json::parse_object(before)->at(member.name)));
  }
}

TEST(Members, TellsOtherValuesFromWhatIsNotJson) {
  for (const char* text : {"[]", "1", "\"x\"", "null", "false", " [1,{\"a\":2}] "}) {
    EXPECT_EQ(outcome_of(text), Members::Outcome::other_value) << text;
  }
  for (const char* text : {"", " ", "x", "[", "1 2", "1e400", "[{\"a\":1,\"a\":1}]", "nul"}) {
    EXPECT_EQ(outcome_of(text), Members::Outcome::not_json) << text;
  }
  EXPECT_EQ(outcome_of("{}"), Members::Outcome::object);
  EXPECT_EQ(outcome_of(" { } "), Members::Outcome::object);
}

TEST(Members, RefusesWhatIsNotStrict) {
  for (const char* text : {"{",
                           "}",
                           "{}}",
                           "{} x",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{\"a\":1,}",
                           "{,}",
                           "{\"a\":1 \"b\":2}",
                           "{\"a\" 1}",
                           "{a:1}",
                           "{'a':1}",
                           "{\"a\":01}",
                           "{\"a\":+1}",
                           "{\"a\":1.}",
                           "{\"a\":.5}",
                           "{\"a\":-}",
                           "{\"a\":1e}",
                           "{\"a\":1e400}",
                           "{\"a\":-1e400}",
                           "{\"a\":NaN}",
                           "{\"a\":Infinity}",
                           "{\"a\":tru}",
                           "{\"a\":truee}",
                           "{\"a\":nulll}",
                           "{\"a\":\"x}",
                           "{\"a\":\"x\\\"}",
                           "{\"a\":\"\\x\"}",
                           "{\"a\":\"\\ud800\"}",
                           "{\"a\":\"\n\"}",
                           "{\"a\":\"\x01\"}",
                           "{\"a\":\"\xff\"}",
                           "{\"\xc0\x80\":1}",
                           "{\"a\":[}",
                           "{\"a\":[}]}",
                           "{\"a\":{]}",
                           "{\"a\":[1,]}",
                           "{\"a\":1-2}",
                           "{\"a\":1 2}",
                           "{\"a\":[\"]}",
                           "{\"a\":1}/",
                           "\xef\xbb\xbf{}",
                           "{\"a\":1,\"a\":1}",
                           "{\"a\":1,\"\\u0061\":1}",
                           "{\"b\":{\"a\":1,\"a\":1}}",
                           "{\"b\":[{\"a\":1,\"a\":1}]}",
                           "{\"a\":\"\\u12\"}",
                           "{\"a\\\":1}"}) {
    EXPECT_EQ(outcome_of(text), Members::Outcome::not_json) << text;
  }
  EXPECT_EQ(outcome_of(std::string("{\"a\":\"\0\"}", 9)), Members::Outcome::not_json);
  EXPECT_EQ(outcome_of(std::string("{\"a\":1}\0", 8)), Members::Outcome::not_json);
}

TEST(Members, KeepsToItsLimits) {
  std::string many = "{\"m0\":0";
  for (std::size_t i = 1; i < Members::max_count; ++i) many += ",\"m" + std::to_string(i) + "\":0";
  EXPECT_EQ(outcome_of(many + "}"), Members::Outcome::object);
  EXPECT_EQ(outcome_of(many + ",\"one more\":0}"), Members::Outcome::not_json);

  const auto nested = [](std::size_t depth) {
    return "{\"a\":" + std::string(depth, '[') + std::string(depth, ']') + "}";
  };
  EXPECT_EQ(outcome_of(nested(Members::max_depth - 1)), Members::Outcome::object);
  EXPECT_EQ(outcome_of(nested(Members::max_depth)), Members::Outcome::not_json);
  EXPECT_EQ(outcome_of(nested(3000)), Members::Outcome::not_json);
  EXPECT_EQ(outcome_of("{\"a\":" + std::string(6000, '[')), Members::Outcome::not_json);
}

TEST(Members, ForgetsWhatItReadBefore) {
  Members members;
  std::string first = "{\"a\":1}";
  std::string second = "{\"b\":1}";
  members.read(first);
  members.read(second);
  EXPECT_EQ(members.find("a"), nullptr);
  EXPECT_NE(members.find("b"), nullptr);
}

}  // namespace
}  // namespace cardea::jose
