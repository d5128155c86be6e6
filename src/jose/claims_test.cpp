// SPDX-License-Identifier: Apache-2.0
#include "jose/claims.h"

#include <gtest/gtest.h>

#include <string>

#include "base/base64url.h"

namespace cardea::jose {
namespace {

constexpr std::int64_t now = 1'700'000'000;

Token token_with(std::string_view payload, std::string_view header = "{\"alg\":\"HS256\"}") {
  return *decode(encode_base64url(header) + "." + encode_base64url(payload) + ".AAAA");
}

TimeFaults judged(const std::string& payload, const TimeRules& rules = {}) {
  return judge_times(token_with(payload), rules, now);
}

TEST(Times, AreHonouredWheneverPresent) {
  EXPECT_TRUE(judged("{}").none());
  EXPECT_TRUE(judged("{\"exp\":1700000001,\"nbf\":1700000000}").none());
  EXPECT_EQ(judged("{\"exp\":1700000000}").exp, Fault::expired);
  EXPECT_EQ(judged("{\"exp\":1699999999}").exp, Fault::expired);
  EXPECT_EQ(judged("{\"exp\":0}").exp, Fault::expired);
  EXPECT_EQ(judged("{\"exp\":-1}").exp, Fault::expired);
  EXPECT_EQ(judged("{\"nbf\":1700000001}").nbf, Fault::not_yet_valid);
  EXPECT_TRUE(judged("{\"nbf\":1699999999}").none());
  EXPECT_TRUE(judged("{\"exp\":1e300}").none());
}

TEST(Times, MayHaveFractions) {
  EXPECT_TRUE(judged("{\"exp\":1700000000.5}").none());
  EXPECT_EQ(judged("{\"exp\":1699999999.9}").exp, Fault::expired);
  EXPECT_EQ(judged("{\"nbf\":1700000000.5}").nbf, Fault::not_yet_valid);
  EXPECT_TRUE(judged("{\"exp\":1.7000000015e9}").none());
}

TEST(Times, MustBeNumbers) {
  for (const std::string value :
       {"\"1800000000\"", "null", "true", "[]", "{}", "\"\"", "[1800000000]"}) {
    EXPECT_EQ(judged("{\"exp\":" + value + "}").exp, Fault::exp_not_number) << value;
    EXPECT_EQ(judged("{\"nbf\":" + value + "}").nbf, Fault::nbf_not_number) << value;
  }
  const TimeFaults both = judged("{\"exp\":\"x\",\"nbf\":\"y\"}");
  EXPECT_EQ(both, (TimeFaults{Fault::exp_not_number, Fault::nbf_not_number}));
}

TEST(Times, MayBeRequired) {
  EXPECT_EQ(judged("{}", {.exp_required = true}).exp, Fault::exp_not_number);
  EXPECT_EQ(judged("{}", {.nbf_required = true}).nbf, Fault::nbf_not_number);
  EXPECT_TRUE(judged("{\"exp\":1800000000}", {.exp_required = true}).none());
}

TEST(Times, AreIgnoredAsKongDoesWhenAsked) {
  const TimeRules kong{.ignore_unlisted = true};
  EXPECT_TRUE(judged("{\"exp\":1,\"nbf\":1800000000}", kong).none());
  EXPECT_TRUE(judged("{\"exp\":\"x\"}", kong).none());
  EXPECT_EQ(judged("{\"exp\":1}", {.exp_required = true, .ignore_unlisted = true}).exp,
            Fault::expired);
  EXPECT_EQ(judged("{\"nbf\":1800000000}", {.nbf_required = true, .ignore_unlisted = true}).nbf,
            Fault::not_yet_valid);
}

TEST(Times, MayNotLieTooFarAhead) {
  const TimeRules rules{.exp_required = true, .maximum_expiration = 300};
  EXPECT_TRUE(judged("{\"exp\":1700000300}", rules).none());
  EXPECT_EQ(judged("{\"exp\":1700000301}", rules).exp, Fault::exp_too_far);
  EXPECT_EQ(judged("{\"exp\":1e300}", rules).exp, Fault::exp_too_far);
  EXPECT_EQ(judged("{\"exp\":1699999999}", rules).exp, Fault::expired);
  EXPECT_EQ(judged("{}", {.maximum_expiration = 300}).exp, Fault::exp_too_far);
}

TEST(Times, HaveTheirLeeway) {
  const TimeRules rules{.leeway = 10};
  EXPECT_TRUE(judged("{\"exp\":1699999991,\"nbf\":1700000010}", rules).none());
  EXPECT_EQ(judged("{\"exp\":1699999990}", rules).exp, Fault::expired);
  EXPECT_EQ(judged("{\"nbf\":1700000011}", rules).nbf, Fault::not_yet_valid);
}

TEST(Key, IsLookedForInThePayloadFirst) {
  const std::string_view header = "{\"alg\":\"HS256\",\"kid\":\"from header\",\"iss\":\"h\"}";
  EXPECT_EQ(key_of(token_with("{\"iss\":\"p\"}", header), "iss"), "p");
  EXPECT_EQ(key_of(token_with("{\"iss\":\"p\"}", header), "kid"), "from header");
  EXPECT_EQ(key_of(token_with("{}", header), "iss"), "h");
  EXPECT_EQ(key_of(token_with("{}"), "iss").error(), Fault::key_absent);
}

TEST(Key, MustBeText) {
  for (const std::string value :
       {"\"\"", "1", "null", "true", "false", "[\"abc\"]", "{\"key\":\"abc\"}"}) {
    EXPECT_EQ(key_of(token_with("{\"iss\":" + value + "}"), "iss").error(), Fault::key_not_text);
  }
}

}  // namespace
}  // namespace cardea::jose
