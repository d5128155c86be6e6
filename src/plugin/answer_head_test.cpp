// SPDX-License-Identifier: Apache-2.0
#include "plugin/answer_head.h"

#include <gtest/gtest.h>

#include <string>

namespace cardea::plugin {
namespace {

http::Fields upstream() {
  http::Fields fields;
  fields.add("X-One", "1");
  fields.add("Server", "theirs");
  fields.add("x-one", "2");
  fields.add("Content-Length", "7");
  return fields;
}

std::string value(const AnswerHead& head, std::string_view name) {
  const auto* const field = head.find(name);
  return field == nullptr ? "(none)" : std::string(field->value);
}

TEST(AnswerHead, ReplacesEveryLineOfAName) {
  const http::Fields fields = upstream();
  AnswerHead head;
  head.begin(200, fields);
  EXPECT_EQ(value(head, "X-ONE"), "1");
  head.set("X-One", "new");
  EXPECT_EQ(value(head, "x-one"), "new");
  EXPECT_TRUE(head.dropped().contains(0));
  EXPECT_TRUE(head.dropped().contains(2));
  ASSERT_EQ(head.own().size(), 1U);
  head.set("X-ONE", "newer");
  ASSERT_EQ(head.own().size(), 1U);
  EXPECT_EQ(head.own()[0].value, "newer");
}

TEST(AnswerHead, KnowsSpecialNamesToo) {
  const http::Fields fields = upstream();
  AnswerHead head;
  head.begin(200, fields);
  head.drop("SERVER");
  EXPECT_EQ(value(head, "server"), "(none)");
  head.add("server", "ours");
  EXPECT_EQ(value(head, "Server"), "ours");
}

TEST(AnswerHead, AddsLinesBesideTheOthers) {
  const http::Fields fields = upstream();
  AnswerHead head;
  head.begin(200, fields);
  head.add("X-One", "3");
  head.add("X-One", "4");
  EXPECT_EQ(value(head, "x-one"), "1");
  EXPECT_TRUE(head.dropped().empty());
  EXPECT_EQ(head.own().size(), 2U);
}

TEST(AnswerHead, LeavesFramingAlone) {
  const http::Fields fields = upstream();
  AnswerHead head;
  head.begin(200, fields);
  for (const std::string_view name :
       {"Content-Length", "transfer-encoding", "CONNECTION", "Keep-Alive", "Upgrade"}) {
    head.set(name, "0");
    head.add(name, "0");
    head.drop(name);
  }
  EXPECT_TRUE(head.dropped().empty());
  EXPECT_TRUE(head.own().empty());
}

TEST(AnswerHead, ChangesOurOwnAnswersToo) {
  const std::array<http::Field, 2> own = {
      http::Field{"WWW-Authenticate", "Bearer", http::FieldName::www_authenticate},
      http::Field{"Connection", "Upgrade", http::FieldName::connection}};
  AnswerHead head;
  head.begin(401, own);
  EXPECT_FALSE(head.is_from_upstream());
  head.drop("www-authenticate");
  ASSERT_EQ(head.own().size(), 1U);
  EXPECT_EQ(head.own()[0].name, "Connection");
}

TEST(AnswerHead, ForgetsTheAnswerBefore) {
  const http::Fields fields = upstream();
  AnswerHead head;
  head.begin(200, fields);
  head.set("X-One", "new");
  head.begin(204, fields);
  EXPECT_TRUE(head.dropped().empty());
  EXPECT_TRUE(head.own().empty());
  EXPECT_EQ(head.status(), 204);
}

}  // namespace
}  // namespace cardea::plugin
