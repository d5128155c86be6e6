// SPDX-License-Identifier: Apache-2.0
// The wheel: nothing fires early, everything fires, moved and cleared deadlines are honoured.
#include "loop/timer_wheel.h"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <vector>

#include "loop/block_on.h"
#include "loop/core.h"
#include "loop/event.h"

namespace cardea::loop {
namespace {

using namespace std::chrono_literals;
using SteadyTime = std::chrono::steady_clock::time_point;

/// A timeout that remembers when it was set and when it fired.
struct Probe {
  explicit Probe(TimerWheel& wheel, Event* all = nullptr, std::size_t* left = nullptr)
      : timeout(wheel, [this, all, left] {
          ++fired;
          at = std::chrono::steady_clock::now();
          if (left != nullptr && --*left == 0) all->set();
        }) {}
  int fired = 0;
  SteadyTime at;
  Timeout timeout;
};

TEST(TimerWheel, TenThousandFireNoneEarlyAndAllInTime) {
  Core core(0);
  core.start();
  constexpr std::size_t count = 10'000;
  std::vector<std::unique_ptr<Probe>> probes;
  std::vector<SteadyTime> due;
  auto scene = [&]() -> Task<bool> {
    Event all;
    std::size_t left = count;
    for (std::size_t i = 0; i < count; ++i) {
      probes.push_back(std::make_unique<Probe>(core.timers(), &all, &left));
      const auto after = std::chrono::milliseconds(i % 500);
      due.push_back(std::chrono::steady_clock::now() + after);
      probes.back()->timeout.set(after);
    }
    const auto deadline = Deadline::in(10s);
    co_return co_await all.wait(deadline);
  };
  EXPECT_TRUE(block_on(core, scene()));
  std::size_t early = 0;
  for (std::size_t i = 0; i < count; ++i) {
    ASSERT_EQ(probes[i]->fired, 1);
    if (probes[i]->at < due[i]) ++early;
  }
  EXPECT_EQ(early, 0u);
  core.stop();
  core.join();
  EXPECT_EQ(core.timers().size(), 0u);
}

TEST(TimerWheel, MovedLaterSoonerAndCleared) {
  Core core(0);
  core.start();
  auto scene = [&]() -> Task<void> {
    Probe later(core.timers());
    Probe sooner(core.timers());
    Probe cleared(core.timers());
    Probe last(core.timers());
    const auto start = std::chrono::steady_clock::now();
    later.timeout.set(50ms);
    later.timeout.set(700ms);
    sooner.timeout.set(1h);
    sooner.timeout.set(50ms);
    cleared.timeout.set(50ms);
    cleared.timeout.clear();
    EXPECT_FALSE(cleared.timeout.armed());
    const auto deadline = Deadline::in(10s);
    while (later.fired == 0 && !deadline.passed()) co_await sleep_for(10ms);
    EXPECT_EQ(later.fired, 1);
    EXPECT_GE(later.at - start, 700ms);
    EXPECT_EQ(sooner.fired, 1);
    EXPECT_LT(sooner.at, later.at);
    EXPECT_EQ(cleared.fired, 0);
    EXPECT_FALSE(later.timeout.armed());
  };
  block_on(core, scene());
}

TEST(TimerWheel, MayBeSetAgainFromItsOwnCallback) {
  Core core(0);
  core.start();
  auto scene = [&]() -> Task<int> {
    Event enough;
    int fired = 0;
    Timeout* again = nullptr;
    Timeout timeout(core.timers(), [&] {
      if (++fired < 3) {
        again->set(1ms);
      } else {
        enough.set();
      }
    });
    again = &timeout;
    timeout.set(1ms);
    const auto deadline = Deadline::in(10s);
    co_await enough.wait(deadline);
    co_return fired;
  };
  EXPECT_EQ(block_on(core, scene()), 3);
}

TEST(TimerWheel, DestroyedOnesDoNotFireAndNeighboursDo) {
  Core core(0);
  core.start();
  auto scene = [&]() -> Task<int> {
    auto gone = std::make_unique<Probe>(core.timers());
    Probe kept(core.timers());
    auto victim = std::make_unique<Probe>(core.timers());
    Timeout killer(core.timers(), [&] { victim.reset(); });
    killer.set(1ms);
    victim->timeout.set(1ms);
    gone->timeout.set(1ms);
    kept.timeout.set(1ms);
    gone.reset();
    const auto deadline = Deadline::in(10s);
    while ((kept.fired == 0 || victim) && !deadline.passed()) co_await sleep_for(10ms);
    co_return kept.fired;
  };
  EXPECT_EQ(block_on(core, scene()), 1);
}

TEST(TimerWheel, ReachesBeyondOneTurn) {
  Core core(0);
  Timeout timeout(core.timers(), [] {});
  timeout.set(std::chrono::years(100));
  EXPECT_TRUE(timeout.armed());
  EXPECT_EQ(core.timers().size(), 1u);
}

TEST(Deadline, KnowsNeverAndPassed) {
  EXPECT_TRUE(Deadline::never().is_never());
  EXPECT_FALSE(Deadline::never().passed());
  EXPECT_TRUE(Deadline::in(Duration::max()).is_never());
  EXPECT_TRUE(Deadline::in(0s).passed());
  EXPECT_EQ(Deadline::in(-1s).remaining(), Duration::zero());
  EXPECT_GT(Deadline::in(1h).remaining(), 59min);
}

}  // namespace
}  // namespace cardea::loop
