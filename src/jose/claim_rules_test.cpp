// SPDX-License-Identifier: Apache-2.0
#include "jose/claim_rules.h"

#include <gtest/gtest.h>

#include <boost/json/value.hpp>
#include <string>

#include "base/base64url.h"

namespace cardea::jose {
namespace {

using Found = std::optional<Fault>;

Token token_with(std::string_view payload) {
  return *decode(encode_base64url("{\"alg\":\"HS256\"}") + "." + encode_base64url(payload) +
                 ".AAAA");
}

Found audience(const std::string& aud, const std::vector<std::string>& ours = {"a", "b"}) {
  return judge_audience(token_with("{\"aud\":" + aud + "}"), ours);
}

Found judged(const std::string& value, ClaimRule rule) {
  rule.name = "c";
  return judge_claim(token_with("{\"c\":" + value + "}"), rule);
}

json::Value text(const char* words) {
  return json::Value(boost::json::string_view(words));
}

TEST(Audience, MustBeSharedWhereThePluginNamesSome) {
  EXPECT_EQ(audience("\"a\""), Found());
  EXPECT_EQ(audience("[\"x\",\"b\"]"), Found());
  EXPECT_EQ(audience("\"x\""), Fault::audience_differs);
  EXPECT_EQ(audience("[\"x\",\"y\"]"), Fault::audience_differs);
  EXPECT_EQ(judge_audience(token_with("{}"), {{"a"}}), Fault::audience_absent);
  EXPECT_EQ(audience("null"), Fault::audience_absent);
  EXPECT_EQ(judge_audience(token_with("{}"), {}), Found());
  EXPECT_EQ(audience("\"x\"", {}), Found());
}

TEST(Audience, IsComparedExactlyAndMustBeText) {
  for (const std::string aud :
       {"\"A\"", "\"a \"", "\" a\"", "\"a,b\"", "\"a b\"", "\"ab\"", "\"\"", "1", "true", "{}",
        "{\"a\":1}", "[]", "[[\"a\"]]", "[\"a\",1]", "[\"a\",null]", "[null]", "\"a\\u0000\""}) {
    EXPECT_EQ(audience(aud), Fault::audience_differs) << aud;
  }
  EXPECT_EQ(audience("\"\\u0061\""), Found()) << "the same text in another spelling";
}

TEST(ClaimRule, RequiresItsClaim) {
  EXPECT_EQ(judge_claim(token_with("{}"), {.name = "c", .required = true}), Fault::claim_absent);
  EXPECT_EQ(judge_claim(token_with("{\"C\":1}"), {.name = "c", .required = true}),
            Fault::claim_absent);
  EXPECT_EQ(judged("null", {.required = true}), Fault::claim_absent);
  for (const std::string value : {"1", "\"\"", "false", "[]", "{}"}) {
    EXPECT_EQ(judged(value, {.required = true}), Found()) << value;
  }
}

TEST(ClaimRule, OneThatMayBeAbsentMustBeRightWhenPresent) {
  const ClaimRule rule{.name = "c", .equals = text("acme")};
  EXPECT_EQ(judge_claim(token_with("{}"), rule), Found());
  EXPECT_EQ(judge_claim(token_with("{\"c\":null}"), rule), Found());
  EXPECT_EQ(judge_claim(token_with("{\"c\":\"other\"}"), rule), Fault::claim_differs);
}

TEST(ClaimRule, EqualsMeansTheSameTypeAndValue) {
  EXPECT_EQ(judged("\"acme\"", {.equals = text("acme")}), Found());
  EXPECT_EQ(judged("\"\\u0061cme\"", {.equals = text("acme")}), Found());
  for (const std::string value : {"\"ACME\"", "\"acme \"", "\"\"", "1", "true", "[\"acme\"]",
                                  "{\"acme\":1}", "[]", "\"acme\\u0000\""}) {
    EXPECT_EQ(judged(value, {.equals = text("acme")}), Fault::claim_differs) << value;
  }
  EXPECT_EQ(judged("true", {.equals = true}), Found());
  EXPECT_EQ(judged("false", {.equals = true}), Fault::claim_differs);
  EXPECT_EQ(judged("\"true\"", {.equals = true}), Fault::claim_differs);
  EXPECT_EQ(judged("1", {.equals = true}), Fault::claim_differs);
  EXPECT_EQ(judged("\"\"", {.equals = text("")}), Found());
}

TEST(ClaimRule, NumbersMeanTheSameInEverySpelling) {
  for (const std::string value : {"7", "7.0", "7e0", "70e-1", "0.7E1"}) {
    EXPECT_EQ(judged(value, {.equals = 7}), Found()) << value;
    EXPECT_EQ(judged(value, {.equals = 7.0}), Found()) << value;
  }
  for (const std::string value : {"8", "7.0000001", "-7", "\"7\"", "[7]", "true"}) {
    EXPECT_EQ(judged(value, {.equals = 7}), Fault::claim_differs) << value;
  }
}

// Identifiers of 64 bits do not fit a double; two that differ in the last digit must not be one.
TEST(ClaimRule, LargeNumbersAreNotMistakenForTheirNeighbours) {
  const std::int64_t large = 9007199254740993;
  EXPECT_EQ(judged("9007199254740993", {.equals = large}), Found());
  EXPECT_EQ(judged("9007199254740992", {.equals = large}), Fault::claim_differs);
  EXPECT_EQ(judged("9007199254740993.0", {.equals = large}), Fault::claim_differs);
  EXPECT_EQ(judged("18446744073709551615", {.equals = std::uint64_t{18446744073709551615U}}),
            Found());
  EXPECT_EQ(judged("18446744073709551616", {.equals = std::uint64_t{18446744073709551615U}}),
            Fault::claim_differs);
  EXPECT_EQ(judged("100000000000000000001", {.equals = 1e20}), Fault::claim_differs);
}

TEST(ClaimRule, InIsOneOfSeveralOrAListThatHoldsOne) {
  const ClaimRule roles{.in = {text("admin"), text("editor"), json::Value(5)}};
  for (const std::string value :
       {"\"admin\"", "5", "[\"x\",\"editor\"]", "[5.0]", "[[],\"admin\"]"}) {
    EXPECT_EQ(judged(value, roles), Found()) << value;
  }
  for (const std::string value : {"\"Admin\"", "\"admin,editor\"", "\"5\"", "[]", "[\"x\"]", "{}",
                                  "{\"admin\":true}", "[[\"admin\"]]", "[null]", "true"}) {
    EXPECT_EQ(judged(value, roles), Fault::claim_differs) << value;
  }
}

std::expected<std::string, Fault> sent(const std::string& value) {
  const Token token = token_with("{\"c\":" + value + "}");
  Arena arena;
  const auto text = as_field_value(*token.claim("c"), arena);
  if (!text) return std::unexpected(text.error());
  return std::string(*text);
}

TEST(FieldValue, IsTheTextOrJson) {
  EXPECT_EQ(sent("\"acme\""), "acme");
  EXPECT_EQ(sent("\"Zo\\u00eb\""), "Zo\xc3\xab");
  EXPECT_EQ(sent("\"a b\\u00a0c\""),
            "a b\xc2\xa0"
            "c");
  EXPECT_EQ(sent("\"\""), "");
  EXPECT_EQ(sent("null"), "");
  EXPECT_EQ(sent("true"), "true");
  EXPECT_EQ(sent("12"), "12");
  EXPECT_EQ(sent("-1.5e3"), "-1.5e3");
  EXPECT_EQ(sent("[\"a, b\",\"c\"]"), "[\"a, b\",\"c\"]");
  EXPECT_EQ(sent("{ \"a\" :\n[ 1 ,\t2 ] }"), "{\"a\":[1,2]}");
  EXPECT_EQ(sent("[\"\\u007f\"]"), "[\"\\u007f\"]");
  EXPECT_EQ(sent("[\"a\\r\\nX: y\"]"), "[\"a\\r\\nX: y\"]") << "JSON escapes what is inside";
}

TEST(FieldValue, NeverHoldsControlCharactersOrSpaceAtItsEnds) {
  for (const std::string value :
       {"\"a\\r\\nX-Consumer-ID: root\"", "\"a\\nb\"", "\"\\u0000\"", "\"a\\u0000\"", "\"\\u001f\"",
        "\"a\\tb\"", "\"\\u007f\"", "\"\\u0080\"", "\"a\\u0085b\"", "\"\\u009f\"", "\" a\"",
        "\"a \"", "\" \""}) {
    EXPECT_EQ(sent(value), std::unexpected(Fault::claim_unsendable)) << value;
  }
}

}  // namespace
}  // namespace cardea::jose
