// SPDX-License-Identifier: Apache-2.0
// Columns and members correspond both ways, and shown rows are whole.
#include "schema/as_json.h"

#include <gtest/gtest.h>

#include "json/parse.h"
#include "json/write.h"
#include "schema/credential_for_tests.h"

namespace cardea::schema {
namespace {

using tests::Credential;

Column column(std::string_view name) {
  for (const auto& one : columns(Credential::entity())) {
    if (one.name == name) return one;
  }
  ADD_FAILURE() << name;
  return {};
}

std::string round_trip(std::string_view name, std::string_view value) {
  const auto text = column_text(column(name), *json::parse(value));
  const auto back = from_column_text(column(name), text);
  return back ? text + " = " + json::write(*back) : back.error().detail;
}

TEST(Columns, KeepTheirValues) {
  EXPECT_EQ(round_trip("key", R"("a\"b")"), R"(a"b = "a\"b")");
  EXPECT_EQ(round_trip("consumer_id", R"({"id":"u"})"), R"(u = {"id":"u"})");
  EXPECT_EQ(round_trip("tags", R"(["b","a"])"), R"(["b","a"] = ["b","a"])");
  EXPECT_EQ(round_trip("tags", "[]"), "[] = []");
}

TEST(Columns, SayWhenAHandWasInTheDatabase) {
  const auto broken = from_column_text(column("tags"), "[1");
  ASSERT_FALSE(broken);
  EXPECT_TRUE(broken.error().detail.starts_with("column tags does not hold JSON: "));
  EXPECT_EQ(broken.error().origin, Origin::store);
}

constexpr WallTime now{std::chrono::seconds(1700000000)};

TEST(Shown, IsWholeAndInOrder) {
  json::Object row{{"tags", nullptr}, {"key", "k"}, {"from_a_newer_version", 1}, {"id", "i"}};
  EXPECT_EQ(json::write(shown(Credential::entity(), row, now)),
            R"({"id":"i","created_at":null,"consumer":null,"key":"k","secret":null,)"
            R"("algorithm":null,"rsa_public_key":null,"tags":null,"ttl":null})");
}

TEST(Shown, ShowsWhatKongDoesNotHaveOnlyWhereItIsSet) {
  json::Object row{{"id", "i"}, {"expires_at", nullptr}};
  EXPECT_FALSE(shown(Credential::entity(), row, now).contains("expires_at"));
  row["expires_at"] = 1700000010;
  const auto with_end = shown(Credential::entity(), row, now);
  EXPECT_EQ(with_end.at("expires_at"), json::Value(1700000010));
  EXPECT_EQ(with_end.at("ttl"), json::Value(10));
  const auto later = shown(Credential::entity(), row, now + std::chrono::milliseconds(7001));
  EXPECT_EQ(later.at("ttl"), json::Value(2));
}

TEST(Shown, ShowsNoTtlWhereKongHasNone) {
  EXPECT_FALSE(shown(tests::Owner::entity(), {{"id", "i"}}, now).contains("ttl"));
}

TEST(LookupValue, IsTextOrTheIdOfAReference) {
  const json::Object row{{"consumer", json::Object{{"id", "u"}}}, {"key", "k"}, {"tags", nullptr}};
  EXPECT_EQ(Entity::lookup_value(row, "consumer"), "u");
  EXPECT_EQ(Entity::lookup_value(row, "key"), "k");
  EXPECT_EQ(Entity::lookup_value(row, "tags"), std::nullopt);
  EXPECT_EQ(Entity::lookup_value(row, "id"), std::nullopt);
}

}  // namespace
}  // namespace cardea::schema
