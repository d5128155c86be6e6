// SPDX-License-Identifier: Apache-2.0
#include "plugins/key_auth/query_cut.h"

#include <gtest/gtest.h>

#include <vector>

namespace cardea::plugins::key_auth {
namespace {

using Count = Finding::Count;

TEST(QueryCut, FindsAnArgument) {
  Arena arena;
  EXPECT_EQ(find_argument("a=1&key=x%20y&b", "key", arena).text, "x y");
  EXPECT_EQ(find_argument("k%65y=x", "key", arena).text, "x");
  EXPECT_EQ(find_argument("", "key", arena).count, Count::none);
  EXPECT_EQ(find_argument("keys=x&ke=y", "key", arena).count, Count::none);
  EXPECT_EQ(find_argument("key=", "key", arena).count, Count::one);
  EXPECT_EQ(find_argument("key", "key", arena).count, Count::none);
  EXPECT_EQ(find_argument("key=x&key=x", "key", arena).count, Count::several);
  EXPECT_EQ(find_argument("key&key=x", "key", arena).count, Count::several);
}

TEST(QueryCut, TakesArgumentsOut) {
  const std::vector<std::string> names = {"key", "other"};
  const auto cut = [&](std::string_view query) { return without_arguments(query, names); };
  EXPECT_EQ(cut("a=1&key=x&b=%41&c"), "a=1&b=%41&c");
  EXPECT_EQ(cut("key=x&other&k%65y=z"), "");
  EXPECT_EQ(cut("key=x&a=b"), "a=b");
  EXPECT_EQ(cut("a=&keys=1"), "a=&keys=1");
  EXPECT_TRUE(has_argument("a&key=1", names));
  EXPECT_FALSE(has_argument("a=key", names));
}

}  // namespace
}  // namespace cardea::plugins::key_auth
