// SPDX-License-Identifier: Apache-2.0
// Gates: who is inside is waited for, then cancelled; nobody enters a closed one; what escapes a
// coroutine is reported.
#include "loop/gate.h"

#include <gtest/gtest.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

#include "loop/block_on.h"
#include "loop/timer.h"

namespace cardea::loop {
namespace {

using namespace std::chrono_literals;

/// Ticks when it dies, so that a test sees whether a coroutine was unwound.
struct Witness {
  explicit Witness(int& counter) : ended(counter) {}
  ~Witness() { ++ended; }
  int& ended;
};

class GateTest : public testing::Test {
 protected:
  GateTest()
      : core_(0, {.pin = false, .on_fault = [this](std::string_view where, std::string_view what) {
                    faults_.push_back(std::string(where) + ": " + std::string(what));
                  }}) {
    core_.start();
  }
  ~GateTest() override {
    core_.stop();
    core_.join();
  }
  Core core_;
  std::vector<std::string> faults_;  // written on the core, read when it has stopped or idles
};

Task<void> sleeper(Duration duration, int& ended) {
  const Witness witness(ended);
  co_await sleep_for(duration);
}

/// Ignores that its wait was cancelled and waits on.
Task<void> stubborn(int& rounds, int& ended) {
  const Witness witness(ended);
  while (true) {
    ++rounds;
    co_await sleep_for(1h);
  }
}

TEST_F(GateTest, CloseWaitsForThoseInside) {
  int ended = 0;
  auto scene = [&]() -> Task<bool> {
    Gate gate(core_, "test");
    for (int i = 0; i < 10; ++i) gate.spawn(sleeper(std::chrono::milliseconds(i), ended));
    EXPECT_EQ(gate.size(), 10u);
    co_await gate.close(1h);
    EXPECT_EQ(gate.size(), 0u);
    co_return gate.closed();
  };
  EXPECT_TRUE(block_on(core_, scene()));
  EXPECT_EQ(ended, 10);
  EXPECT_TRUE(faults_.empty());
}

TEST_F(GateTest, CloseCancelsAfterTheGraceAndUnwindsEvenTheStubborn) {
  int ended = 0;
  int rounds = 0;
  auto scene = [&]() -> Task<void> {
    Gate gate(core_, "test");
    gate.spawn(sleeper(1h, ended));
    gate.spawn(stubborn(rounds, ended));
    co_await gate.close(5ms);
  };
  block_on(core_, scene());
  EXPECT_EQ(ended, 2);
  EXPECT_EQ(rounds, 2) << "the next co_await after the cancellation must throw";
  EXPECT_TRUE(faults_.empty()) << faults_.front();
}

TEST_F(GateTest, AClosedGateLetsNobodyIn) {
  int ended = 0;
  auto scene = [&]() -> Task<bool> {
    Gate gate(core_, "test");
    co_await gate.close(0s);
    co_return gate.spawn(sleeper(1h, ended));
  };
  EXPECT_FALSE(block_on(core_, scene()));
  EXPECT_EQ(ended, 0) << "a refused task must not have begun";
}

TEST_F(GateTest, SeveralMayCloseAtOnce) {
  int ended = 0;
  auto scene = [&]() -> Task<void> {
    Gate gate(core_, "test");
    Gate closers(core_, "closers");
    gate.spawn(sleeper(5ms, ended));
    closers.spawn(gate.close(1h));
    closers.spawn(gate.close(1h));
    co_await closers.close(1h);
    EXPECT_EQ(gate.size(), 0u);
  };
  block_on(core_, scene());
  EXPECT_EQ(ended, 1);
}

TEST_F(GateTest, AnEscapedExceptionEndsItsCoroutineAloneAndIsReported) {
  int ended = 0;
  auto scene = [&]() -> Task<void> {
    Gate gate(core_, "sessions");
    auto thrower = []() -> Task<void> {
      co_await sleep_for(1ms);
      throw std::runtime_error("a bug");
    };
    gate.spawn(thrower());
    gate.spawn(sleeper(3ms, ended));
    co_await gate.close(1h);
  };
  block_on(core_, scene());
  EXPECT_EQ(ended, 1);
  EXPECT_EQ(faults_, std::vector<std::string>{"sessions: a bug"});
  EXPECT_EQ(core_.faults(), 1u);
}

TEST_F(GateTest, CoroutinesLeftInsideDieWithAStoppedCore) {
  int ended = 0;
  {
    Core core(1);
    Gate gate(core, "left over");
    gate.spawn(sleeper(1h, ended));
    core.start();
    block_on(core, sleep_for(1ms));
    core.stop();
    core.join();
  }
  EXPECT_EQ(ended, 1) << "the frame must be destroyed, not leaked";
}

}  // namespace
}  // namespace cardea::loop
