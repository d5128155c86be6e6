// SPDX-License-Identifier: Apache-2.0
#include "issuer/upkeep.h"

#include <gtest/gtest.h>

namespace cardea::issuer {
namespace {

using namespace std::chrono_literals;

BootTime at(Duration time) {
  return {1000s + time};
}

Upkeep upkeep() {
  return Upkeep({.refresh = 600s, .keep = 3600s}, at(0s));
}

TEST(Upkeep, FetchesAtOnceAndThenAfterRefresh) {
  auto keys = upkeep();
  EXPECT_EQ(keys.due(), at(0s));
  EXPECT_FALSE(keys.usable_until());
  keys.begin(at(1s));
  EXPECT_TRUE(keys.is_fetching());
  keys.succeed(at(2s), std::nullopt);
  EXPECT_FALSE(keys.is_fetching());
  EXPECT_EQ(keys.due(), at(601s));
  EXPECT_EQ(keys.usable_until(), at(3601s));  // from when it was asked, not from the answer
}

TEST(Upkeep, HonoursFreshnessWithinBounds) {
  const auto due_after = [](Duration fresh, Duration refresh = 600s) {
    Upkeep keys({.refresh = refresh, .keep = 3600s}, at(0s));
    keys.begin(at(0s));
    keys.succeed(at(0s), fresh);
    return keys.due();
  };
  EXPECT_EQ(due_after(100s), at(100s));
  EXPECT_EQ(due_after(0s), at(30s));
  EXPECT_EQ(due_after(86400s), at(600s));
  EXPECT_EQ(due_after(0s, 10s), at(10s));
}

TEST(Upkeep, SpreadsManyProcesses) {
  Upkeep keys({.refresh = 600s, .keep = 3600s, .spread = 0.5}, at(0s));
  keys.begin(at(0s));
  keys.succeed(at(0s), std::nullopt);
  EXPECT_EQ(keys.due(), at(570s));
}

TEST(Upkeep, TriesAgainSoonAndThenEverLater) {
  auto keys = upkeep();
  keys.begin(at(0s));
  keys.fail(at(0s));
  EXPECT_EQ(keys.due(), at(3s));  // never within the pause
  Duration last{};
  for (int i = 0; i < 20; ++i) {
    const BootTime now = keys.due();
    keys.begin(now);
    keys.fail(now);
    EXPECT_GE(keys.due() - now, last);
    last = keys.due() - now;
  }
  EXPECT_EQ(last, Upkeep::longest_retry);
  EXPECT_EQ(keys.failures(), 21U);
  keys.begin(at(9999s));
  keys.succeed(at(9999s), std::nullopt);
  EXPECT_EQ(keys.failures(), 0U);
}

TEST(Upkeep, AFloodOfUnknownKeysCausesOneFetchAPause) {
  auto keys = upkeep();
  keys.begin(at(0s));
  keys.succeed(at(0s), std::nullopt);
  int fetches = 0;
  for (Duration time = 100s; time < 160s; time += 10ms) {
    keys.want(at(time));
    if (keys.due() <= at(time)) {
      ++fetches;
      keys.begin(at(time));
      keys.want(at(time));  // while it is under way
      keys.succeed(at(time), std::nullopt);
    }
  }
  EXPECT_LE(fetches, 21);
  EXPECT_GE(fetches, 19);
}

TEST(Upkeep, AWishDuringAFetchIsMetByTheNext) {
  auto keys = upkeep();
  keys.begin(at(100s));
  keys.want(at(101s));
  keys.succeed(at(102s), std::nullopt);
  EXPECT_EQ(keys.due(), at(103s));
  keys.begin(at(103s));
  keys.succeed(at(103s), std::nullopt);
  EXPECT_EQ(keys.due(), at(703s));
}

TEST(Upkeep, AWishBringsATryForwardAlsoAfterFailures) {
  auto keys = upkeep();
  for (int i = 0; i < 10; ++i) {
    keys.begin(at(0s));
    keys.fail(at(0s));
  }
  EXPECT_GT(keys.due(), at(50s));
  keys.want(at(20s));
  EXPECT_EQ(keys.due(), at(20s));
}

TEST(Upkeep, GivesKeysUpOnceTheirTimeIsOver) {
  auto keys = upkeep();
  EXPECT_FALSE(keys.expire(at(99999s)));  // there never were any
  keys.begin(at(0s));
  keys.succeed(at(1s), std::nullopt);
  keys.begin(at(600s));
  keys.fail(at(600s));
  EXPECT_FALSE(keys.expire(at(3599s)));
  EXPECT_EQ(keys.usable_until(), at(3600s));
  EXPECT_TRUE(keys.expire(at(3600s)));
  EXPECT_FALSE(keys.expire(at(3601s)));
  EXPECT_FALSE(keys.usable_until());
  keys.begin(at(4000s));
  keys.succeed(at(4000s), std::nullopt);
  EXPECT_EQ(keys.usable_until(), at(7600s));
}

TEST(Upkeep, OtherRulesHoldAtOnce) {
  auto keys = upkeep();
  keys.begin(at(0s));
  keys.succeed(at(0s), std::nullopt);
  keys.change({.refresh = 10s, .keep = 60s}, at(5s));
  EXPECT_EQ(keys.due(), at(15s));
  EXPECT_EQ(keys.usable_until(), at(60s));
}

}  // namespace
}  // namespace cardea::issuer
