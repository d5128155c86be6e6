// SPDX-License-Identifier: Apache-2.0
#include "base/pattern.h"

#include <gtest/gtest.h>

#include <string>

namespace cardea {
namespace {

Pattern compiled(std::string_view expression, Pattern::Options options) {
  auto pattern = Pattern::compile(expression, options);
  EXPECT_TRUE(pattern) << expression;
  return *pattern;
}

bool matches(std::string_view expression, Pattern::Place place, std::string_view text) {
  return compiled(expression, {.place = place}).match(text).matched;
}

TEST(Pattern, LooksWhereItIsTold) {
  using enum Pattern::Place;
  EXPECT_TRUE(matches("b", anywhere, "abc"));
  EXPECT_FALSE(matches("b", at_start, "abc"));
  EXPECT_TRUE(matches("a", at_start, "abc"));
  EXPECT_FALSE(matches("a", whole, "abc"));
  EXPECT_TRUE(matches("a.c", whole, "abc"));
  EXPECT_TRUE(matches("^a.c$", whole, "abc"));
  EXPECT_FALSE(matches("a$", whole, "a\n"));
}

TEST(Pattern, AnchorsEachAlternative) {
  EXPECT_FALSE(matches("a|b", Pattern::Place::whole, "ac"));
  EXPECT_FALSE(matches("a|b", Pattern::Place::whole, "cb"));
  EXPECT_TRUE(matches("a|ab", Pattern::Place::whole, "ab"));
}

TEST(Pattern, SaysHowFarAMatchGoes) {
  const auto outcome = compiled("/a+", {.place = Pattern::Place::at_start}).match("/aab");
  EXPECT_TRUE(outcome.matched);
  EXPECT_EQ(outcome.length, 3U);
}

TEST(Pattern, IgnoresCaseWhereToldTo) {
  EXPECT_TRUE(compiled("abc", {.ignore_case = true}).match("xABCx").matched);
  EXPECT_FALSE(compiled("abc", {}).match("xABCx").matched);
}

TEST(Pattern, GivesUpInsteadOfSearchingForEver) {
  const auto outcome =
      compiled("(a+)+$", {.place = Pattern::Place::whole}).match(std::string(60, 'a') + "!");
  EXPECT_FALSE(outcome.matched);
  EXPECT_TRUE(outcome.failed);
}

TEST(Pattern, TellsWhatItsGroupsHold) {
  const auto pattern =
      compiled("/(?<kind>[a-z]+)/(\\d+)(x)?(?<end>.*)", {.place = Pattern::Place::at_start});
  const auto captures = pattern.captures("/shoes/17/y");
  ASSERT_TRUE(captures);
  EXPECT_EQ(captures->groups, (std::vector<std::string>{"shoes", "17", "", "/y"}));
  EXPECT_EQ(captures->named,
            (std::map<std::string, std::string>{{"kind", "shoes"}, {"end", "/y"}}));
  EXPECT_FALSE(pattern.captures("/17"));
  EXPECT_TRUE(compiled("a", {}).captures("a")->groups.empty());
}

TEST(Pattern, TakesAnyBytes) {
  EXPECT_FALSE(Pattern::compile("(", {}));
  EXPECT_FALSE(Pattern::compile(std::string_view("[\0", 2), {}));
  EXPECT_TRUE(compiled(".+", {.place = Pattern::Place::whole}).match("\xff\xfe\x80").matched);
  EXPECT_TRUE(compiled(std::string_view("a\0b", 3), {}).match(std::string_view("a\0b", 3)).matched);
}

}  // namespace
}  // namespace cardea
