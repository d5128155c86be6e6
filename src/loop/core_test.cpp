// SPDX-License-Identifier: Apache-2.0
// Cores: jobs arrive from any thread in order, faults are reported and survived, and a function
// reaches every core before the caller goes on.
#include "loop/core.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "loop/block_on.h"
#include "loop/timer.h"

namespace cardea::loop {
namespace {

using namespace std::chrono_literals;

TEST(Core, IsCurrentOnItsOwnThreadOnly) {
  Core core(3);
  EXPECT_EQ(Core::current(), nullptr);
  core.start();
  std::promise<Core*> seen;
  core.post([&] { seen.set_value(Core::current()); });
  EXPECT_EQ(seen.get_future().get(), &core);
  EXPECT_EQ(core.index(), 3u);
}

TEST(Core, RunsJobsOfOneThreadInOrderAndThoseOfManyThreadsAll) {
  constexpr int threads = 4;
  constexpr int each = 2000;
  Core core(0);
  core.start();
  std::vector<int> last(threads, -1);  // touched on the core only
  bool in_order = true;
  std::vector<std::thread> posters;
  for (int t = 0; t < threads; ++t) {
    posters.emplace_back([&, t] {
      for (int i = 0; i < each; ++i) {
        core.post([&, t, i] {
          in_order = in_order && last[t] == i - 1;
          last[t] = i;
        });
      }
    });
  }
  for (auto& poster : posters) poster.join();
  std::promise<std::vector<int>> done;
  core.post([&] { done.set_value(last); });
  EXPECT_EQ(done.get_future().get(), std::vector<int>(threads, each - 1));
  core.stop();
  core.join();
  EXPECT_TRUE(in_order);
}

TEST(Core, ReportsAnExceptionOfAJobAndGoesOn) {
  std::atomic<int> reports = 0;
  Core core(0, {.pin = false, .on_fault = [&](std::string_view, std::string_view what) {
                  if (what == "boom") ++reports;
                }});
  core.start();
  core.post([] { throw std::runtime_error("boom"); });
  std::promise<void> after;
  core.post([&] { after.set_value(); });
  after.get_future().get();
  EXPECT_EQ(reports.load(), 1);
  EXPECT_EQ(core.faults(), 1u);
}

TEST(Core, PinsItselfToACpuItMayUse) {
  Core core(1, {.pin = true, .on_fault = {}});
  core.start();
  std::promise<std::vector<unsigned>> cpus;
  core.post([&] { cpus.set_value(allowed_cpus()); });
  const auto mine = cpus.get_future().get();
  ASSERT_EQ(mine.size(), 1u);
  const auto all = allowed_cpus();
  EXPECT_EQ(mine[0], all[1 % all.size()]);
}

TEST(Cores, RunOnAllReachesEveryCoreBeforeItReturns) {
  Cores cores(3);
  cores.start();
  for (int round = 0; round < 200; ++round) {
    std::vector<int> seen(3, 0);  // each core writes its own element
    auto everywhere = [&]() -> Task<void> {
      std::function<void(Core&)> mark = [&](Core& core) { seen[core.index()] += 1; };
      co_await cores.run_on_all(std::move(mark));
    };
    block_on(cores[round % 3], everywhere());
    ASSERT_EQ(seen, std::vector<int>(3, 1));
  }
}

TEST(Cores, AJobThatThrowsOnOneCoreDoesNotHoldTheOthers) {
  std::atomic<int> reports = 0;
  Cores cores(3,
              {.pin = false, .on_fault = [&](std::string_view, std::string_view) { ++reports; }});
  cores.start();
  auto everywhere = [&]() -> Task<void> {
    std::function<void(Core&)> job = [](Core& core) {
      if (core.index() == 1) throw std::runtime_error("no");
    };
    co_await cores.run_on_all(std::move(job));
    std::function<Task<void>(Core&)> waiting_job = [](Core& core) -> Task<void> {
      if (core.index() == 2) throw std::runtime_error("no");
      co_await sleep_for(1ms);
    };
    co_await cores.await_on_all(std::move(waiting_job));
  };
  block_on(cores[0], everywhere());
  // The second fault is reported after the last core has counted down.
  const auto deadline = Deadline::in(5s);
  while (reports < 2 && !deadline.passed()) std::this_thread::yield();
  EXPECT_EQ(reports.load(), 2);
}

TEST(Cores, AwaitOnAllWaitsForTheSlowestCore) {
  Cores cores(3);
  cores.start();
  std::atomic<int> ended = 0;
  auto everywhere = [&]() -> Task<void> {
    std::function<Task<void>(Core&)> job = [&](Core& core) -> Task<void> {
      const auto pause = std::chrono::milliseconds(5 * core.index());
      co_await sleep_for(pause);
      ++ended;
    };
    co_await cores.await_on_all(std::move(job));
  };
  block_on(cores[0], everywhere());
  EXPECT_EQ(ended.load(), 3);
}

}  // namespace
}  // namespace cardea::loop
