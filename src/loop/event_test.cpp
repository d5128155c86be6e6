// SPDX-License-Identifier: Apache-2.0
// Events: who waits is woken on the own core, whoever sets it; deadlines hold.
#include "loop/event.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "loop/block_on.h"
#include "loop/gate.h"

namespace cardea::loop {
namespace {

using namespace std::chrono_literals;

TEST(Event, LetsThroughAtOnceWhenSetAlready) {
  Core core(0);
  core.start();
  Event event;
  event.set();
  EXPECT_TRUE(block_on(core, event.wait()));
  EXPECT_TRUE(block_on(core, event.wait())) << "a lasting event stays set";
  event.reset();
  EXPECT_FALSE(block_on(core, event.wait(Deadline::in(1ms))));
}

TEST(Event, GivesUpAtTheDeadline) {
  Core core(0);
  core.start();
  Event event;
  const auto start = std::chrono::steady_clock::now();
  EXPECT_FALSE(block_on(core, event.wait(Deadline::in(20ms))));
  EXPECT_GE(std::chrono::steady_clock::now() - start, 20ms);
}

TEST(Event, WakesWaitersOnTheirOwnCores) {
  Cores cores(2);
  cores.start();
  for (int round = 0; round < 300; ++round) {
    auto event = std::make_unique<Event>();
    std::atomic<int> arrived = 0;
    auto waiter = [&]() -> Task<bool> {
      auto* const here = Core::current();
      ++arrived;
      const auto woken = co_await event->wait();
      co_return woken&& Core::current() == here;
    };
    std::thread setter([&] {
      while (arrived < 1) std::this_thread::yield();
      event->set();
    });
    EXPECT_TRUE(block_on(cores[round % 2], waiter()));
    setter.join();
    event.reset();
  }
}

TEST(Event, ASingleOneLetsOneThroughPerSet) {
  Core core(0);
  core.start();
  Event event(Event::Kind::single);
  int through = 0;
  auto scene = [&]() -> Task<void> {
    Gate gate(core, "waiters");
    auto waiter = [&]() -> Task<void> {
      const auto woken = co_await event.wait();
      if (woken) ++through;
    };
    for (int i = 0; i < 3; ++i) gate.spawn(waiter());
    co_await sleep_for(0s);
    event.set();
    event.set();
    co_await gate.close(20ms);
  };
  block_on(core, scene());
  EXPECT_EQ(through, 2);
  event.set();
  EXPECT_TRUE(block_on(core, event.wait()));
  EXPECT_FALSE(event.is_set());
}

TEST(Event, AWaiterThatIsCancelledLeavesTheQueue) {
  Core core(0);
  core.start();
  Event event(Event::Kind::single);
  auto scene = [&]() -> Task<void> {
    Gate gate(core, "waiters");
    auto waiter = [&]() -> Task<void> { co_await event.wait(); };
    gate.spawn(waiter());
    co_await gate.close(1ms);
  };
  block_on(core, scene());
  event.set();
  EXPECT_TRUE(event.is_set()) << "nobody was waiting any more";
}

}  // namespace
}  // namespace cardea::loop
