// SPDX-License-Identifier: Apache-2.0
// The pool for blocking calls: off the core and back, bounded, and honest about failures.
#include "loop/offload.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <latch>
#include <stdexcept>
#include <thread>
#include <vector>

#include "loop/block_on.h"
#include "loop/gate.h"

namespace cardea::loop {
namespace {

using namespace std::chrono_literals;

TEST(Offload, RunsElsewhereAndResumesAtHome) {
  Cores cores(2);
  cores.start();
  Offload pool({.name = "test", .threads = 2, .queue_limit = 1000});
  for (int round = 0; round < 100; ++round) {
    auto scene = [&]() -> Task<int> {
      auto* const home = Core::current();
      auto blocking = [round]() -> Result<int> {
        if (Core::current() != nullptr) return fail(Error::internal("ran on a core"));
        return round;
      };
      auto answer = co_await pool.run(std::move(blocking));
      EXPECT_EQ(Core::current(), home);
      co_return answer ? *answer : -1;
    };
    EXPECT_EQ(block_on(cores[round % 2], scene()), round);
  }
}

TEST(Offload, PassesErrorsAndExceptionsOn) {
  Core core(0);
  core.start();
  Offload pool({.name = "test", .threads = 1, .queue_limit = 10});
  auto refusing = []() -> Status { return fail(Error::absent("no such thing")); };
  const auto refused = block_on(core, pool.run(refusing));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::absent);
  auto throwing = []() -> Status { throw std::runtime_error("burst pipe"); };
  const auto threw = block_on(core, pool.run(throwing));
  ASSERT_FALSE(threw);
  EXPECT_EQ(threw.error().kind, ErrorKind::internal);
  EXPECT_NE(threw.error().detail.find("burst pipe"), std::string::npos);
}

TEST(Offload, RefusesWhenTheQueueIsFull) {
  Core core(0);
  core.start();
  Offload pool({.name = "ldap", .threads = 1, .queue_limit = 2});
  std::promise<void> release;
  auto released = release.get_future().share();
  std::latch running(1);
  auto first = [&running, released]() -> Status {
    running.count_down();
    released.wait();
    return {};
  };
  auto later = []() -> Status { return {}; };
  auto scene = [&]() -> Task<Status> {
    Gate gate(core, "callers");
    int answered = 0;
    auto caller = [&](auto call) -> Task<void> {
      const auto answer = co_await pool.run(call);
      if (answer) ++answered;
    };
    gate.spawn(caller(first));
    co_await sleep_for(0s);
    running.wait();
    gate.spawn(caller(later));
    gate.spawn(caller(later));
    while (pool.pending() < 3) co_await sleep_for(0s);
    auto refused = co_await pool.run(later);
    release.set_value();
    co_await gate.close(10s);
    EXPECT_EQ(answered, 3);
    co_return refused;
  };
  const auto refused = block_on(core, scene());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::unavailable);
  EXPECT_NE(refused.error().detail.find("ldap"), std::string::npos);
}

TEST(Offload, ClosingAnswersThoseWhoWait) {
  Core core(0);
  core.start();
  auto pool =
      std::make_unique<Offload>(OffloadOptions{.name = "t", .threads = 1, .queue_limit = 9});
  std::promise<void> release;
  auto released = release.get_future().share();
  std::latch running(1);
  auto first = [&running, released]() -> Status {
    running.count_down();
    released.wait();
    return {};
  };
  auto never_run = []() -> Result<int> { return 1; };
  auto busy = boost::asio::co_spawn(core.executor(), pool->run(first), boost::asio::use_future);
  running.wait();
  auto waiting =
      boost::asio::co_spawn(core.executor(), pool->run(never_run), boost::asio::use_future);
  while (pool->pending() < 2) std::this_thread::yield();
  std::thread closer([&] { pool.reset(); });
  const auto answer = waiting.get();
  release.set_value();
  closer.join();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::unavailable);
  EXPECT_TRUE(busy.get());
}

// One asker with many calls waiting does not hold up another: the second's only call comes next.
TEST(Offload, LanesTakeTurns) {
  Core core(0);
  core.start();
  Offload pool({.name = "t", .threads = 1, .queue_limit = 100, .lane_share = 0.25});
  std::promise<void> release;
  auto released = release.get_future().share();
  std::latch running(1);
  std::vector<int> ran;  // by the one thread of the pool
  auto first = [&running, released]() -> Status {
    running.count_down();
    released.wait();
    return {};
  };
  auto scene = [&]() -> Task<void> {
    Gate gate(core, "callers");
    auto caller = [&](int who) -> Task<void> {
      auto call = [&ran, who]() -> Status {
        ran.push_back(who);
        return {};
      };
      const auto lane = static_cast<FairQueue::Lane>(who);
      co_await pool.run_in(lane, call);
    };
    auto blocker = [&]() -> Task<void> { co_await pool.run(first); };
    gate.spawn(blocker());
    co_await sleep_for(0s);
    running.wait();
    for (int i = 0; i < 30; ++i) gate.spawn(caller(1));
    while (pool.refused() < 10) co_await sleep_for(0s);
    gate.spawn(caller(2));
    while (pool.pending() < 22) co_await sleep_for(0s);
    release.set_value();
    co_await gate.close(10s);
  };
  block_on(core, scene());
  ASSERT_EQ(ran.size(), 21U) << "20 of the first lane: a fifth of the queue";
  EXPECT_LT(std::ranges::find(ran, 2) - ran.begin(), 3);
}

}  // namespace
}  // namespace cardea::loop
