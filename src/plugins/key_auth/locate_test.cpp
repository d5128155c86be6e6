// SPDX-License-Identifier: Apache-2.0
#include "plugins/key_auth/locate.h"

#include <gtest/gtest.h>

namespace cardea::plugins::key_auth {
namespace {

using Count = Finding::Count;

struct Fixture : testing::Test {
  http::RequestHead head;
  Arena arena;
  Settings settings{.key_names = {"one", "two"}};
  const Body nothing;

  void ask(std::string_view query) { head.target.query = query; }
  std::string_view found(const Body& body) {
    return locate(head, settings, &body, arena).value().text;
  }
  std::string_view found() { return found(nothing); }
};
using LocateKey = Fixture;

TEST_F(LocateKey, TakesTheFirstNameAndThereTheFirstPlace) {
  head.fields.add("two", "field two");
  EXPECT_EQ(found(), "field two");
  ask("two=query two");
  EXPECT_EQ(found(), "field two");
  ask("one=query one");
  EXPECT_EQ(found(), "query one");
  head.fields.add("ONE", "field one");
  EXPECT_EQ(found(), "field one");
}

TEST_F(LocateKey, LooksOnlyWhereItMay) {
  head.fields.add("one", "field");
  ask("one=query");
  settings.key_in_header = false;
  EXPECT_EQ(found(), "query");
  settings.key_in_query = false;
  EXPECT_EQ(found(), "");
  const Body form(BodyKind::form, "one=body", arena);
  EXPECT_EQ(found(form), "");
  settings.key_in_body = true;
  EXPECT_EQ(found(form), "body");
}

TEST_F(LocateKey, AsksForTheBodyOnlyWhenItMatters) {
  settings.key_in_body = true;
  head.fields.add("two", "field two");
  EXPECT_FALSE(locate(head, settings, nullptr, arena)) << "`one` may be in the body";
  EXPECT_EQ(found(Body(BodyKind::json, R"({"one":"body one"})", arena)), "body one");
  EXPECT_EQ(found(Body(BodyKind::json, R"({"two":"body two"})", arena)), "field two");
  head.fields.add("one", "field one");
  EXPECT_EQ(locate(head, settings, nullptr, arena)->text, "field one");
}

TEST_F(LocateKey, RefusesToChooseAmongSeveral) {
  head.fields.add("one", "a");
  head.fields.add("One", "a");
  EXPECT_EQ(locate(head, settings, &nothing, arena)->count, Count::several);
}

struct Typed {
  std::string_view type;
  std::uint64_t length;
  BodyKind kind;
};

TEST(BodyKind, GoesByTypeAndLength) {
  for (const auto& [type, length, kind] :
       std::initializer_list<Typed>{{"application/json", 10, BodyKind::json},
                                    {"Application/JSON; charset=utf-8", 10, BodyKind::json},
                                    {"application/x-www-form-urlencoded ;x", 10, BodyKind::form},
                                    {"application/jsonp", 10, BodyKind::other},
                                    {"multipart/form-data; boundary=x", 10, BodyKind::other},
                                    {"application/json", 0, BodyKind::other},
                                    {"application/json", most_body_bytes, BodyKind::json},
                                    {"application/json", most_body_bytes + 1, BodyKind::other}}) {
    http::RequestHead head;
    head.framing = {http::BodyEnd::length, length};
    head.fields.add("Content-Type", type);
    EXPECT_EQ(kind_of(head), kind) << type << " " << length;
  }
  http::RequestHead untyped;
  untyped.framing = {http::BodyEnd::chunked, 0};
  EXPECT_EQ(kind_of(untyped), BodyKind::other);
}

TEST(Body, HoldsTextsOfItsOutermostMembers) {
  Arena arena;
  const Body body(BodyKind::json, R"({"a":"x","b":5,"c":["x"],"d":{"a":1},"e":null})", arena);
  EXPECT_EQ(body.find("a").text, "x");
  EXPECT_EQ(body.find("b").count, Count::none);
  EXPECT_EQ(body.find("c").count, Count::several);
  EXPECT_EQ(body.find("d").count, Count::several);
  EXPECT_EQ(body.find("e").count, Count::none);
  for (const std::string_view text : {R"({"a":"x")", R"(["a"])", R"({"a":"x","a":"y"})", ""}) {
    const Body broken(BodyKind::json, text, arena);
    EXPECT_EQ(broken.find("a").count, Count::none) << text;
    EXPECT_EQ(broken.without(std::vector<std::string>{"a"}), text);
  }
}

}  // namespace
}  // namespace cardea::plugins::key_auth
