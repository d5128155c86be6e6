// SPDX-License-Identifier: Apache-2.0
// Signals arrive as values on a core.
#include "loop/signals.h"

#include <gtest/gtest.h>

#include <csignal>

#include "loop/block_on.h"

namespace cardea::loop {
namespace {

TEST(Signals, ArriveInsteadOfEndingTheProcess) {
  Core core(0);
  core.start();
  auto scene = [&]() -> Task<std::optional<int>> {
    Signals signals(core);
    ::kill(::getpid(), SIGHUP);
    co_return co_await signals.next();
  };
  EXPECT_EQ(block_on(core, scene()), SIGHUP);
}

}  // namespace
}  // namespace cardea::loop
