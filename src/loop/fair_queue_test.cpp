// SPDX-License-Identifier: Apache-2.0
// Turns, shares, and what a lane is charged: without threads and clocks.
#include "loop/fair_queue.h"

#include <gtest/gtest.h>

#include <map>

namespace cardea::loop {
namespace {

using namespace std::chrono_literals;
using Lane = FairQueue::Lane;

FairQueue::Job nothing() {
  return [](bool) {};
}

// Fills a lane as far as it may.
std::size_t fill(FairQueue& queue, Lane lane, std::size_t wanted = 10'000) {
  std::size_t count = 0;
  while (count < wanted && queue.has_room(lane)) {
    queue.push(lane, nothing(), 0s);
    ++count;
  }
  return count;
}

// Takes a turn whose job costs this much; says whose it was.
Lane serve(FairQueue& queue, Duration cost = 100us) {
  const auto turn = queue.pop(0s);
  queue.settle(turn, cost, 0s);
  return turn.lane;
}

TEST(FairQueue, KeepsTheOrderWithinALane) {
  FairQueue queue({.jobs = 10});
  std::vector<int> ran;
  for (int i = 0; i < 10; ++i) queue.push(1, [&ran, i](bool) { ran.push_back(i); }, 0s);
  EXPECT_FALSE(queue.has_room(1));
  while (!queue.empty()) queue.pop(0s).job(true);
  EXPECT_EQ(ran, (std::vector{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
}

TEST(FairQueue, ANewcomerWaitsForOneTurnAndNotForThoseWhoWereBefore) {
  FairQueue queue({.jobs = 1000});
  fill(queue, 1, 900);
  for (int i = 0; i < 20; ++i) serve(queue);
  queue.push(2, nothing(), 0s);
  const Lane first = serve(queue);
  const Lane second = serve(queue);
  EXPECT_TRUE(first == 2 || second == 2);
}

TEST(FairQueue, LanesTakeTurns) {
  FairQueue queue({.jobs = 1000});
  fill(queue, 1, 500);
  fill(queue, 2, 30);
  fill(queue, 3, 30);
  std::map<Lane, int> served;
  for (int i = 0; i < 90; ++i) ++served[serve(queue)];
  EXPECT_EQ(served[2], 30);
  EXPECT_EQ(served[3], 30);
}

// Jobs of 1 ms beside jobs of 100 us: equal time, not equal turns.
TEST(FairQueue, GivesEachLaneAsMuchTimeAsTheOthers) {
  FairQueue queue({.jobs = 10'000});
  fill(queue, 1, 4000);
  fill(queue, 2, 4000);
  std::map<Lane, Duration> had;
  for (int i = 0; i < 2200; ++i) {
    const auto turn = queue.pop(0s);
    const Duration cost = turn.lane == 1 ? Duration(1ms) : Duration(100us);
    queue.settle(turn, cost, 0s);
    had[turn.lane] += cost;
  }
  EXPECT_NEAR(static_cast<double>(had[1].count()), static_cast<double>(had[2].count()),
              0.05 * static_cast<double>(had[1].count()));
}

TEST(FairQueue, GivesNoCreditForSilence) {
  FairQueue queue({.jobs = 1000});
  fill(queue, 1, 400);
  queue.push(2, nothing(), 0s);
  for (int i = 0; i < 200; ++i) serve(queue);  // lane 2 has long been empty
  fill(queue, 2, 100);
  std::map<Lane, int> served;
  for (int i = 0; i < 100; ++i) ++served[serve(queue)];
  EXPECT_NEAR(served[1], served[2], 2);
}

TEST(FairQueue, HoldsEachLaneToItsShareOfTheRoomThatIsLeft) {
  FairQueue queue({.jobs = 1000, .lane_share = 0.25});
  EXPECT_EQ(fill(queue, 1), 200U);
  EXPECT_FALSE(queue.has_room(1));
  EXPECT_TRUE(queue.has_room(2));
}

TEST(FairQueue, KeepsRoomForNewcomersHoweverManyFillTheirs) {
  FairQueue queue({.jobs = 200, .lane_share = 0.25});
  for (int turn = 0; turn < 2000; ++turn) {
    for (Lane lane = 1; lane <= 20; ++lane) fill(queue, lane);
    serve(queue);
  }
  EXPECT_LE(queue.size(), 180U);
  for (Lane lane = 101; lane <= 110; ++lane) {
    EXPECT_EQ(fill(queue, lane, 1), 1U) << "a newcomer finds a place";
  }
}

TEST(FairQueue, IsFullWhenItIsFull) {
  FairQueue queue({.jobs = 8, .lane_share = 0.25});
  for (Lane lane = 1; lane <= 8; ++lane) {
    ASSERT_TRUE(queue.has_room(lane));
    queue.push(lane, nothing(), 0s);
  }
  EXPECT_FALSE(queue.has_room(9));
  serve(queue);
  EXPECT_TRUE(queue.has_room(9));
}

TEST(FairQueue, ForgetsLanesThatHaveNothingWaiting) {
  FairQueue queue({.jobs = 100});
  for (Lane lane = 0; lane < 10'000; ++lane) {
    queue.push(lane, nothing(), 0s);
    serve(queue);
  }
  EXPECT_EQ(queue.lanes(), 0U);
}

// A lane with a share of 10 % of a CPU and 5 ms at once.
constexpr FairQueue::Limits tenth{.jobs = 1000, .prompt_share = 0.1, .prompt_burst = 5ms};

// How many prompt turns of 1 ms a lane has now.
int prompt_turns(FairQueue& queue, Duration now) {
  int count = 0;
  while (const auto turn = queue.pop_prompt(now)) {
    queue.settle(*turn, 1ms, now);
    ++count;
  }
  return count;
}

TEST(FairQueue, HasPromptTurnsForItsBurstAndThenForItsShare) {
  FairQueue queue(tenth);
  EXPECT_TRUE(queue.push(1, nothing(), 1s));
  fill(queue, 1, 500);
  EXPECT_NEAR(prompt_turns(queue, 1s), 5, 1);
  EXPECT_EQ(prompt_turns(queue, 1s + 5ms), 0);
  int later = 0;
  for (int i = 1; i <= 1000; ++i) later += prompt_turns(queue, 1s + i * 1ms);
  EXPECT_NEAR(later, 100, 5) << "a tenth of a second in a second";
  EXPECT_FALSE(queue.empty()) << "the others wait for leisure";
  EXPECT_EQ(queue.pop(2s).lane, 1U);
}

TEST(FairQueue, SaysWhenTheNextPromptTurnIs) {
  FairQueue queue(tenth);
  EXPECT_FALSE(queue.next_prompt());
  fill(queue, 1, 100);
  prompt_turns(queue, 1s);
  const auto at = queue.next_prompt();
  ASSERT_TRUE(at);
  EXPECT_GT(*at, 1s);
  EXPECT_LE(*at, 1s + 20ms);
  EXPECT_EQ(prompt_turns(queue, *at - 1ns), 0);
  EXPECT_GE(prompt_turns(queue, *at), 1);
}

TEST(FairQueue, ANewcomerHasAPromptTurnWhoeverElseFloods) {
  FairQueue queue(tenth);
  fill(queue, 1, 900);
  prompt_turns(queue, 1s);
  for (int i = 0; i < 200; ++i) {
    const auto turn = queue.pop(1s);
    queue.settle(turn, 1ms, 1s);
  }
  EXPECT_TRUE(queue.push(2, nothing(), 1s));
  const auto turn = queue.pop_prompt(1s);
  ASSERT_TRUE(turn);
  EXPECT_EQ(turn->lane, 2U);
}

// Otherwise a flood that never lets its lane fill would have all turns promptly.
TEST(FairQueue, RemembersWhatALaneHadWhenItHasNothingWaiting) {
  FairQueue queue(tenth);
  int prompt = 0;
  for (int i = 0; i < 100; ++i) {
    if (!queue.push(1, nothing(), 1s)) {
      queue.take_all();
      continue;
    }
    prompt += prompt_turns(queue, 1s);
  }
  EXPECT_NEAR(prompt, 5, 1);
  EXPECT_TRUE(queue.push(1, nothing(), 2s)) << "a second later its bucket has run dry";
}

TEST(FairQueue, WithoutAShareEveryTurnIsPrompt) {
  FairQueue queue({.jobs = 1000});
  fill(queue, 1, 500);
  EXPECT_EQ(prompt_turns(queue, 1s), 500);
}

TEST(FairQueue, HandsOutAllThatWaits) {
  FairQueue queue({.jobs = 100});
  fill(queue, 1, 3);
  fill(queue, 2, 4);
  EXPECT_EQ(queue.take_all().size(), 7U);
  EXPECT_TRUE(queue.empty());
  queue.push(1, nothing(), 0s);
  EXPECT_EQ(serve(queue), 1U);
}

}  // namespace
}  // namespace cardea::loop
