// SPDX-License-Identifier: Apache-2.0
#include "http/query.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace cardea::http {
namespace {

std::vector<std::string> walk(std::string_view query) {
  std::vector<std::string> found;
  QueryArgs args(query);
  QueryArg arg;
  while (args.next(arg)) {
    found.push_back(std::string(arg.name) + (arg.has_value ? "=" : "") + std::string(arg.value));
  }
  return found;
}

std::string decoded(std::string_view text) {
  std::string room(text.size() + 1, '\0');
  return std::string(decode_query(text, room.data()));
}

TEST(Query, WalksItsArguments) {
  using Args = std::vector<std::string>;
  EXPECT_EQ(walk("a=1&b=2"), (Args{"a=1", "b=2"}));
  EXPECT_EQ(walk("a&b=&=c&a=b=c"), (Args{"a", "b=", "=c", "a=b=c"}));
  EXPECT_EQ(walk("&&a&&"), (Args{"a"}));
  EXPECT_EQ(walk(""), Args{});
  EXPECT_EQ(walk("&"), Args{});
}

TEST(Query, DecodesPercentAndPlus) {
  EXPECT_EQ(decoded("a+b%20c%2B"), "a b c+");
  EXPECT_EQ(decoded("%c3%BC"), "ü");
  EXPECT_EQ(decoded("%"), "%");
  EXPECT_EQ(decoded("%4"), "%4");
  EXPECT_EQ(decoded("%zz%41"), "%zzA");
  const std::string_view plain = "abc";
  EXPECT_EQ(decode_query(plain, nullptr).data(), plain.data());
}

TEST(Query, ComparesDecodedNames) {
  const auto named = [](std::string_view name, std::string_view wanted) {
    return QueryArg{name, {}, false}.is_named(wanted);
  };
  EXPECT_TRUE(named("jwt", "jwt"));
  EXPECT_TRUE(named("j%77t", "jwt"));
  EXPECT_TRUE(named("a+b", "a b"));
  EXPECT_FALSE(named("JWT", "jwt"));
  EXPECT_FALSE(named("jw", "jwt"));
  EXPECT_FALSE(named("jwtt", "jwt"));
  EXPECT_FALSE(named("j%77", "jwt"));
}

}  // namespace
}  // namespace cardea::http
