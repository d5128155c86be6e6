// SPDX-License-Identifier: Apache-2.0
#include "app/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace cardea::app {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Words, SplitsListsAndWords) {
  EXPECT_THAT(split_list(" a, b ,c"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(split_list("a,,b,"), ElementsAre("a", "", "b", ""));
  EXPECT_THAT(split_list("  "), IsEmpty());
  EXPECT_THAT(split_words("  a \t b\n"), ElementsAre("a", "b"));
  EXPECT_THAT(split_words(""), IsEmpty());
}

TEST(Words, WrapsAtBlanksOnly) {
  EXPECT_EQ(wrap("one two  three", 7), "one two\nthree");
  EXPECT_EQ(wrap("longerthanthat x", 5), "longerthanthat\nx");
  EXPECT_EQ(wrap("", 5), "");
}

TEST(Words, FindsWhatWasMeant) {
  constexpr std::array<std::string_view, 4> names = {"log_level", "proxy_listen", "admin_listen",
                                                     "workers"};
  EXPECT_EQ(nearest("log_levle", names), "log_level");  // swapped
  EXPECT_EQ(nearest("loglevel", names), "log_level");   // left out
  EXPECT_EQ(nearest("proxy_listens", names), "proxy_listen");
  EXPECT_EQ(nearest("admn_lisen", names), "admin_listen");
  EXPECT_EQ(nearest("worker", names), "workers");
  EXPECT_EQ(nearest("nonsense", names), "");
  EXPECT_EQ(nearest("", names), "");
}

}  // namespace
}  // namespace cardea::app
