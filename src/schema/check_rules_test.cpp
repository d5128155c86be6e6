// SPDX-License-Identifier: Apache-2.0
// Rules over several members, each kind with Kong's text, and nested records, maps and lists.
#include "schema/check_rules.h"

#include <gtest/gtest.h>

#include "json/parse.h"
#include "json/write.h"
#include "schema/check_record.h"
#include "schema/declare.h"

namespace cardea::schema {
namespace {

using Kind = Rule::Kind;

std::string message(const Rule& rule, std::string_view whole, bool updating = false) {
  Violations wrong;
  check_rules({rule}, *json::parse_object(whole), updating, wrong);
  return wrong.empty() ? "" : wrong.message();
}

TEST(Rules, CountWhatIsSet) {
  const Rule only{.kind = Kind::only_one_of, .fields = {"c.allow", "c.deny"}};
  EXPECT_EQ(message(only, R"({"c":{"allow":["a"],"deny":null}})"), "");
  EXPECT_EQ(
      message(only, R"({"c":{"allow":["a"],"deny":["b"]}})"),
      "schema violation (exactly one of these fields must be non-empty: 'c.allow', 'c.deny')");
  EXPECT_NE(message(only, R"({"c":{"allow":[],"deny":null}})"), "");

  const Rule most{.kind = Kind::at_most_one_of, .fields = {"a", "b"}};
  EXPECT_EQ(message(most, "{}"), "");
  EXPECT_EQ(message(most, R"({"a":1,"b":2})"),
            "schema violation (only one or none of these fields must be set: 'a', 'b')");

  const Rule all{.kind = Kind::all_or_none, .fields = {"a", "b"}};
  EXPECT_EQ(message(all, R"({"a":1,"b":2})"), "");
  EXPECT_EQ(message(all, R"({"a":1,"b":""})"),
            "schema violation (all or none of these fields must be set: 'a', 'b')");

  const Rule least{.kind = Kind::at_least_one_of, .fields = {"a", "b"}};
  EXPECT_EQ(message(least, R"({"a":false})"), "");
  EXPECT_EQ(message(least, R"({"a":null,"b":{}})", true),
            "schema violation (when updating, at least one of these fields must be non-empty: "
            "'a', 'b')");
}

TEST(Rules, Distinct) {
  const Rule distinct{.kind = Kind::distinct, .fields = {"a", "b"}};
  EXPECT_EQ(message(distinct, R"({"a":"x","b":"y"})"), "");
  EXPECT_EQ(message(distinct, R"({"a":null,"b":null})"), "");
  EXPECT_EQ(message(distinct, R"({"a":"x","b":"x"})"),
            "schema violation (values of these fields must be distinct: 'a', 'b')");
}

TEST(Rules, ConditionalLooksIntoRecords) {
  const Rule rule{.kind = Kind::conditional,
                  .fields = {"config.maximum_expiration", "config.claims_to_verify"},
                  .when = {greater_than(0)},
                  .then = {contains("exp")}};
  EXPECT_EQ(message(rule, R"({"config":{"maximum_expiration":0,"claims_to_verify":["nbf"]}})"), "");
  EXPECT_EQ(message(rule, R"({"config":{"maximum_expiration":5,"claims_to_verify":["exp"]}})"), "");
  EXPECT_EQ(message(rule, R"({"config":{"maximum_expiration":5,"claims_to_verify":["nbf"]}})"),
            "2 schema violations (failed conditional validation given value of field "
            "'config.maximum_expiration'; config.claims_to_verify: expected to contain: exp)");
}

TEST(Rules, CustomIsNotAskedAboutFaultyFields) {
  const Rule rule{
      .kind = Kind::custom, .fields = {"a"}, .judge = [](const json::Object&, Violations& wrong) {
        wrong.add_together("asked");
      }};
  EXPECT_EQ(message(rule, "{}"), "schema violation (asked)");
  Violations wrong;
  wrong.add("a", "bad");
  check_rules({rule}, {}, false, wrong);
  EXPECT_EQ(wrong.message(), "schema violation (a: bad)");
}

struct Inner {
  std::optional<std::string> ip;
  std::int64_t port = 0;
  bool tls = false;

  static void describe(RecordDeclaration<Inner>& record) {
    record.field("ip", &Inner::ip, "");
    record.field("port", &Inner::port, "").preset(80).check(between(0, 65535));
    record.field("tls", &Inner::tls, "").required().preset(false).own();
    record.at_least_one_of({"ip"});
  }
};

struct Outer {
  std::string id;
  Inner inner;
  std::optional<std::vector<Inner>> list;
  std::optional<std::map<std::string, std::vector<std::string>>> headers;
  double ratio = 0.5;
  std::optional<json::Value> anything;

  static const Entity& entity() {
    using It = Outer;
    static const auto declared = declare<It>("outers", [](auto& entity) {
      entity.field("id", &It::id, "").primary().filled_by(Fill::uuid);
      entity.field("inner", &It::inner, "").required();
      entity.field("list", &It::list, "");
      entity.field("headers", &It::headers, "").each_key(header_name());
      entity.field("ratio", &It::ratio, "").preset(0.5);
      entity.field("anything", &It::anything, "");
    });
    return declared;
  }
};

std::expected<json::Object, Violations> post(std::string_view body) {
  return judge(Outer::entity(), *json::parse_object(body), {});
}

TEST(Nested, RecordsGetTheirPresets) {
  const auto row = post(R"({"inner":{"ip":"x"},"list":[{"ip":"y","port":1}],"anything":[1,{}]})");
  ASSERT_TRUE(row) << row.error().message();
  EXPECT_EQ(json::write(row->at("inner")), R"({"ip":"x","port":80,"tls":false})");
  EXPECT_EQ(json::write(row->at("list")), R"([{"ip":"y","port":1,"tls":false}])");

  const auto it = Outer::entity().read<Outer>(*row);
  EXPECT_EQ(it.inner.port, 80);
  EXPECT_EQ(it.list->at(0).ip, "y");
  EXPECT_EQ(it.ratio, 0.5);
  EXPECT_EQ(json::write(*it.anything), "[1,{}]");
}

TEST(Nested, FaultsKeepTheShapeOfTheRecord) {
  const auto judged = post(R"({"inner":{"port":"80","x":1},"list":[{"ip":"a"},{"port":-1}],
                               "headers":{"a b":["x"]},"ratio":"1"})");
  ASSERT_FALSE(judged);
  EXPECT_EQ(
      json::canonical(judged.error().fields()),
      R"({"headers":"bad header name 'a b', allowed characters are A-Z, a-z, 0-9, '_', and '-'",)"
      R"("inner":{"@entity":["at least one of these fields must be non-empty: 'ip'"],)"
      R"("port":"expected an integer","x":"unknown field"},)"
      R"("list":[null,{"@entity":["at least one of these fields must be non-empty: 'ip'"],)"
      R"("port":"value should be between 0 and 65535"}],"ratio":"expected a number"})");

  EXPECT_EQ(post(R"({"inner":{"ip":"x"},"headers":{"a":"x"}})").error().message(),
            "schema violation (headers: expected an array)");
  EXPECT_EQ(post(R"({"inner":{"ip":"x"},"headers":{"a":["x",null]}})").error().message(),
            "schema violation (headers.2: required field missing)");
  EXPECT_EQ(post(R"({"inner":null})").error().message(),
            "schema violation (inner: required field missing)");
  EXPECT_EQ(post(R"({"inner":"bar"})").error().message(),
            "schema violation (inner: expected a record)");
  EXPECT_EQ(post(R"({"inner":{"ip":"x"},"headers":[]})").error().message(),
            "schema violation (headers: expected a map)");
  EXPECT_EQ(post(R"({"inner":{"ip":"x"},"list":{}})").error().message(),
            "schema violation (list: expected an array)");
}

TEST(Nested, PatchMergesRecordsDeeplyAndReplacesTheRest) {
  const auto before = post(R"({"inner":{"ip":"x","tls":true},"list":[{"ip":"y"}],
                               "headers":{"a":["1"],"b":["2"]}})");
  ASSERT_TRUE(before);
  const auto after = judge(Outer::entity(),
                           *json::parse_object(R"({"inner":{"port":81.0},"headers":{"c":["3"]}})"),
                           {.write = Write::merge, .existing = &*before});
  ASSERT_TRUE(after) << after.error().message();
  EXPECT_EQ(json::write(after->at("inner")), R"({"ip":"x","port":81,"tls":true})");
  EXPECT_EQ(json::write(after->at("headers")), R"({"c":["3"]})");
  EXPECT_EQ(after->at("list"), before->at("list"));

  const auto refused = judge(Outer::entity(), *json::parse_object(R"({"inner":"bar"})"),
                             {.write = Write::merge, .existing = &*before});
  EXPECT_EQ(refused.error().message(), "schema violation (inner: expected a record)");
}

TEST(Nested, PutKeepsOurOwnFieldsInsideRecords) {
  const auto before = post(R"({"inner":{"ip":"x","tls":true,"port":5}})");
  ASSERT_TRUE(before);
  const auto after = judge(Outer::entity(), *json::parse_object(R"({"inner":{"ip":"y"}})"),
                           {.write = Write::replace, .existing = &*before});
  ASSERT_TRUE(after) << after.error().message();
  EXPECT_EQ(json::write(after->at("inner")), R"({"ip":"y","port":80,"tls":true})");
}

}  // namespace
}  // namespace cardea::schema
