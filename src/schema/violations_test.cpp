// SPDX-License-Identifier: Apache-2.0
// How faults are put into words, level by level (kong-admin 1.4).
#include "schema/violations.h"

#include <gtest/gtest.h>

#include "json/parse.h"

namespace cardea::schema {
namespace {

Violations from(std::string_view fields) {
  const auto parsed = json::parse_object(fields);
  Violations wrong;
  for (const auto& [name, fault] : *parsed) wrong.add_member(name, fault);
  return wrong;
}

TEST(Message, PutsEntityFirstThenSortsByName) {
  EXPECT_EQ(from(R"({"path":"should start with: /","host":"required field missing"})").message(),
            "2 schema violations (host: required field missing; path: should start with: /)");
  EXPECT_EQ(from(R"({"a":"x","@entity":["first","second"],"B":"y"})").message(),
            "4 schema violations (first; second; B: y; a: x)");
}

TEST(Message, FlattensOneLevel) {
  EXPECT_EQ(from(R"({"config":{"keys":"unknown field"}})").message(),
            "schema violation (config.keys: unknown field)");
  EXPECT_EQ(from(R"({"protocols":[null,"expected a string"]})").message(),
            "schema violation (protocols.2: expected a string)");
}

TEST(Message, PrintsDeeperLevelsAsATable) {
  EXPECT_EQ(from(R"({"config":{"redis":{"port":"expected an integer","a-b":"x"}}})").message(),
            "schema violation (config.redis: {\n  [\"a-b\"] = \"x\",\n"
            "  port = \"expected an integer\"\n})");
  EXPECT_EQ(from(R"({"sources":[null,{"@entity":["at least \"one\""],"ip":{"x":["a",null,"b"]}}]})")
                .message(),
            "schema violation (sources.2: {\n  [\"@entity\"] = {\n    \"at least \\\"one\\\"\"\n"
            "  },\n  ip = {\n    x = {\n      \"a\",\n      [3] = \"b\"\n    }\n  }\n})");
}

TEST(InBraces, IsKongsNotation) {
  const auto key = json::parse(
      R"({"name":"basic-auth","consumer":null,"service":{"id":"u"},"route":null,"n":5})");
  EXPECT_EQ(in_braces(*key),
            R"({consumer=null,n=5,name="basic-auth",route=null,service={id="u"}})");
}

TEST(Has, KnowsPaths) {
  Violations wrong;
  wrong.add("config.allow", "bad");
  wrong.add("host", "bad");
  EXPECT_TRUE(wrong.has("config"));
  EXPECT_TRUE(wrong.has("config.allow"));
  EXPECT_TRUE(wrong.has("host.anything"));
  EXPECT_FALSE(wrong.has("config.deny"));
  EXPECT_FALSE(wrong.has("port"));
}

TEST(AddInside, MovesFieldsDownAndTextsUp) {
  Violations inside;
  inside.add("allow", "bad");
  inside.add_together("text");
  Violations wrong;
  wrong.add_inside("config", inside);
  EXPECT_EQ(wrong.message(), "2 schema violations (text; config.allow: bad)");
}

}  // namespace
}  // namespace cardea::schema
