// SPDX-License-Identifier: Apache-2.0
#include "base/lifetime.h"

#include <gtest/gtest.h>

namespace cardea {
namespace {

WallTime at(std::int64_t seconds, std::int64_t milliseconds = 0) {
  return {std::chrono::seconds(seconds) + std::chrono::milliseconds(milliseconds)};
}

TEST(Lifetime, HasNoEndUnlessGivenOne) {
  EXPECT_FALSE(Lifetime().has_end());
  EXPECT_FALSE(Lifetime(std::nullopt).is_over(at(1LL << 33)));
  EXPECT_EQ(Lifetime().end(), std::nullopt);
}

TEST(Lifetime, IsOverAtItsEndAndNotBefore) {
  const Lifetime life(100);
  EXPECT_FALSE(life.is_over(at(99, 999)));
  EXPECT_TRUE(life.is_over(at(100)));
  EXPECT_TRUE(life.is_over(at(100, 1)));
  EXPECT_EQ(life.end(), 100);
}

TEST(Lifetime, IsNeverShorterThanAskedFor) {
  EXPECT_EQ(Lifetime::end_after(at(100), 5), 105);
  EXPECT_EQ(Lifetime::end_after(at(100, 1), 5), 106);
  EXPECT_EQ(Lifetime::end_after(at(100, 999), 5), 106);
}

TEST(Lifetime, CountsWholeSecondsLeft) {
  const Lifetime life(Lifetime::end_after(at(100, 500), 5));
  EXPECT_EQ(life.seconds_left(at(100, 500)), 5);
  EXPECT_EQ(life.seconds_left(at(101)), 5);
  EXPECT_EQ(life.seconds_left(at(101, 1)), 4);
  EXPECT_EQ(life.seconds_left(at(200)), 0);
}

TEST(Lifetime, OrdersByWhatEndsFirst) {
  EXPECT_LT(Lifetime(5), Lifetime(6));
  EXPECT_LT(Lifetime(6), Lifetime());
}

}  // namespace
}  // namespace cardea
