// SPDX-License-Identifier: Apache-2.0
#include "admin/lifetime.h"

#include <gtest/gtest.h>

#include "json/parse.h"
#include "json/write.h"
#include "model/acl_group.h"
#include "model/consumer.h"

namespace cardea::admin {
namespace {

constexpr WallTime now{std::chrono::seconds(1000) + std::chrono::milliseconds(1)};

json::Object object(std::string_view text) {
  return json::parse_object(text).value_or(json::Object());
}

/// What becomes of a body, or the message of the refusal.
std::string settled(std::string_view body, std::string_view existing = {}) {
  json::Object given = object(body);
  const json::Object before = object(existing);
  const auto refused =
      settle_ttl(model::AclGroup::entity(), existing.empty() ? nullptr : &before, now, given);
  return refused ? std::string(refused->body->at("message").as_string()) : json::write(given);
}

constexpr auto contradiction =
    "schema violation (only one or none of these fields must be set: 'ttl', 'expires_at')";
constexpr auto bad = "invalid option (ttl: must be an integer between 0 and 100000000)";

TEST(Ttl, StandsForAMomentThatIsNeverTooSoon) {
  EXPECT_EQ(settled(R"({"group":"g","ttl":10})"), R"({"group":"g","expires_at":1011})");
  EXPECT_EQ(settled(R"({"ttl":10.0})"), R"({"expires_at":1011})");
  EXPECT_EQ(settled(R"({"ttl":100000000})"), R"({"expires_at":100001001})");
}

TEST(Ttl, OfZeroOrNullMeansForEver) {
  EXPECT_EQ(settled(R"({"ttl":0})"), R"({"expires_at":null})");
  EXPECT_EQ(settled(R"({"ttl":null})"), R"({"expires_at":null})");
  EXPECT_EQ(settled(R"({"ttl":null,"expires_at":5000})"), R"({"expires_at":5000})");
}

TEST(Ttl, ThatIsNotGivenChangesNothing) {
  EXPECT_EQ(settled(R"({"group":"g"})"), R"({"group":"g"})");
  EXPECT_EQ(settled(R"({"expires_at":7})"), R"({"expires_at":7})");
}

TEST(Ttl, MustBeAWholeNumberWithinBounds) {
  for (const auto* const body : {R"({"ttl":-1})", R"({"ttl":100000001})", R"({"ttl":"10"})",
                                 R"({"ttl":1.5})", R"({"ttl":true})", R"({"ttl":1e300})",
                                 R"({"ttl":18446744073709551615})", R"({"ttl":[]})"}) {
    EXPECT_EQ(settled(body), bad) << body;
  }
}

TEST(Ttl, DoesNotContradictTheEnd) {
  EXPECT_EQ(settled(R"({"ttl":10,"expires_at":5000})"), contradiction);
  EXPECT_EQ(settled(R"({"ttl":10,"expires_at":5000})", R"({"expires_at":4000})"), contradiction);
  EXPECT_EQ(settled(R"({"ttl":10,"expires_at":5000})", R"({"expires_at":null})"), contradiction);
}

TEST(Ttl, CountsInARecordThatIsSentBackAsItWasRead) {
  EXPECT_EQ(settled(R"({"ttl":10,"expires_at":4000})", R"({"expires_at":4000})"),
            R"({"expires_at":1011})");
  EXPECT_EQ(settled(R"({"ttl":0,"expires_at":4000})", R"({"expires_at":4000})"),
            R"({"expires_at":null})");
  EXPECT_EQ(settled(R"({"ttl":10,"expires_at":null})"), R"({"expires_at":1011})");
}

TEST(Ttl, IsAnUnknownFieldWhereRowsCannotEnd) {
  json::Object body = object(R"({"ttl":10})");
  EXPECT_FALSE(settle_ttl(model::Consumer::entity(), nullptr, now, body));
  EXPECT_TRUE(body.contains("ttl"));
}

std::string taken(http::Method method, std::string_view query, std::string_view body) {
  json::Object given = object(body);
  Call call;
  call.method = method;
  call.query = query;
  const auto refused = take_ttl_argument(model::AclGroup::entity(), call, given);
  return refused ? std::string(refused->body->at("message").as_string()) : json::write(given);
}

TEST(TtlArgument, GoesIntoTheBodyOfAWrite) {
  EXPECT_EQ(taken(http::Method::put, "ttl=10", "{}"), R"({"ttl":10})");
  EXPECT_EQ(taken(http::Method::post, "a=b&ttl=0", R"({"group":"g"})"), R"({"group":"g","ttl":0})");
  EXPECT_EQ(taken(http::Method::get, "ttl=10", "{}"), "{}");
  EXPECT_EQ(taken(http::Method::patch, "", R"({"ttl":5})"), R"({"ttl":5})");
}

TEST(TtlArgument, MustBeANumberAndTheOnlyOne) {
  for (const auto* const query :
       {"ttl=", "ttl", "ttl=ten", "ttl=1.5", "ttl=10s", "ttl=99999999999999999999", "ttl=+1"}) {
    EXPECT_EQ(taken(http::Method::put, query, "{}"), bad) << query;
  }
  EXPECT_EQ(taken(http::Method::put, "ttl=5", R"({"ttl":5})"),
            "invalid option (ttl: must not be given both in the query and in the body)");
}

}  // namespace
}  // namespace cardea::admin
