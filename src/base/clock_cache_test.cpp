// SPDX-License-Identifier: Apache-2.0
#include "base/clock_cache.h"

#include <gtest/gtest.h>

#include <string>

namespace cardea {
namespace {

TEST(ClockCache, FindsWhatWasPut) {
  ClockCache<std::string> cache(1000);
  cache.put(1, "one", 10);
  cache.put(1, "uno", 20);
  ASSERT_NE(cache.find(1), nullptr);
  EXPECT_EQ(*cache.find(1), "uno");
  EXPECT_EQ(cache.bytes(), 20U);
  EXPECT_EQ(cache.find(2), nullptr);
  cache.erase(1);
  EXPECT_EQ(cache.find(1), nullptr);
  EXPECT_EQ(cache.bytes(), 0U);
}

TEST(ClockCache, StaysWithinItsBudgetAndKeepsWhatIsUsed) {
  ClockCache<int> cache(100 * 10);
  cache.put(7, 7, 10);
  for (std::uint64_t i = 1000; i < 2000; ++i) {
    ASSERT_NE(cache.find(7), nullptr) << i;
    cache.put(i, 0, 10);
    EXPECT_LE(cache.bytes(), 1000U);
  }
  EXPECT_EQ(cache.size(), 100U);
  EXPECT_EQ(cache.dropped(), 901U);
}

TEST(ClockCache, DropsWhatIsLargerThanTheBudget) {
  ClockCache<int> cache(50);
  cache.put(1, 1, 51);
  EXPECT_EQ(cache.find(1), nullptr);
  EXPECT_EQ(cache.bytes(), 0U);
}

TEST(ClockCache, SurvivesManyErasures) {
  ClockCache<int> cache(10'000);
  for (std::uint64_t i = 0; i < 5000; ++i) {
    cache.put(i, 1, 1);
    if (i >= 10) cache.erase(i - 10);
  }
  EXPECT_EQ(cache.size(), 10U);
  cache.put(4990, 5, 1);
  EXPECT_EQ(*cache.find(4990), 5);
}

}  // namespace
}  // namespace cardea
