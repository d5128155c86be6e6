// SPDX-License-Identifier: Apache-2.0
// Consumers and their groups (kong-admin 3.3, 3.9; golden exchanges 7, 9 and 41).
#include "model/consumer.h"

#include "model/acl_group.h"
#include "model/judged_for_tests.h"

namespace cardea::model {
namespace {

using namespace tests;

TEST(Consumer, NeedsAName) {
  EXPECT_EQ(fields(post<Consumer>("{}")),
            R"({"@entity":["at least one of these fields must be non-empty: 'custom_id', )"
            R"('username'"]})");
  EXPECT_EQ(message(post<Consumer>(R"({"username":""})")),
            "2 schema violations (at least one of these fields must be non-empty: 'custom_id', "
            "'username'; username: length must be at least 1)");
  EXPECT_EQ(message(post<Consumer>(R"({"username":123})")),
            "schema violation (username: expected a string)");
  EXPECT_EQ(member(post<Consumer>(R"({"username":"a b/ü"})"), "username"), R"("a b/ü")");
  EXPECT_EQ(member(post<Consumer>(R"({"custom_id":"7"})"), "username"), "null");
}

TEST(Consumer, ReplacedKeepsItsIdAndLosesTheRest) {
  const auto before = post<Consumer>(R"({"username":"bob","custom_id":"7","created_at":5})");
  ASSERT_TRUE(before);
  const auto after =
      schema::judge(Consumer::entity(), object(R"({"username":"bob"})"),
                    {.write = schema::Write::replace, .existing = &*before, .now = now});
  ASSERT_TRUE(after);
  EXPECT_EQ(after->at("id"), before->at("id"));
  EXPECT_EQ(member(after, "custom_id"), "null");
  EXPECT_EQ(member(after, "created_at"), "1700000000");
}

TEST(Consumer, UpdatedAtIsTheServers) {
  const auto consumer = post<Consumer>(R"({"username":"bob","updated_at":"whatever"})");
  EXPECT_EQ(member(consumer, "updated_at"), "1700000000");
  ASSERT_TRUE(consumer);
  const auto patched =
      schema::judge(Consumer::entity(), object(R"({"updated_at":1,"created_at":7})"),
                    {.write = schema::Write::merge,
                     .existing = &*consumer,
                     .now = {std::chrono::seconds(1700000009)}});
  EXPECT_EQ(member(patched, "updated_at"), "1700000009");
  EXPECT_EQ(member(patched, "created_at"), "7");
}

TEST(AclGroup, NeedsConsumerAndGroup) {
  EXPECT_EQ(message(post<AclGroup>(R"({"group":"g"})")),
            "schema violation (consumer: required field missing)");
  EXPECT_EQ(message(post<AclGroup>(
                R"({"group":123,"consumer":{"id":"5f1d7e5c-0b1a-4d2e-9c3b-0a1b2c3d4e5f"}})")),
            "schema violation (group: expected a string)");
}

TEST(AclGroup, IsNamedByItsGroupInsideAConsumerOnly) {
  const auto& entity = AclGroup::entity();
  EXPECT_EQ(entity.key(), nullptr);
  EXPECT_EQ(entity.nested_key()->name, "group");
  EXPECT_EQ(entity.find_nesting("consumers")->field, "consumer");
  EXPECT_EQ(entity.lookups(), (std::vector<std::string>{"id", "consumer"}));
  EXPECT_EQ(entity.unique_together().front(), (std::vector<std::string>{"consumer", "group"}));
}

}  // namespace
}  // namespace cardea::model
