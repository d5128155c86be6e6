// SPDX-License-Identifier: Apache-2.0
// Counting on several threads at once: nothing is lost, whichever way a thread counts.
#include "observe/cells.h"

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <memory>
#include <thread>
#include <vector>

#include "observe/counter.h"
#include "observe/histogram.h"
#include "observe/status_counter.h"

namespace cardea::observe {
namespace {

constexpr unsigned cores = 3;
constexpr int rounds = 20'000;

// Runs `work(thread)` on one thread a core, and on two threads that are no core.
template <class Work>
void on_all_threads(const Work& work) {
  std::vector<std::jthread> threads;
  for (unsigned i = 0; i < cores + 2; ++i) {
    threads.emplace_back([&work, i] {
      if (i < cores) enter_core(i);
      work(i);
    });
  }
}

TEST(Cells, SumsWhatCoresAndOtherThreadsAdd) {
  Cells cells(cores, 11);  // more than one cache line a row
  on_all_threads([&](unsigned) {
    for (int i = 0; i < rounds; ++i) cells.add(static_cast<std::size_t>(i) % 11, 2);
  });
  std::uint64_t total = 0;
  for (std::size_t slot = 0; slot < 11; ++slot) total += cells.sum(slot);
  EXPECT_EQ(total, 2U * rounds * (cores + 2));
}

TEST(Cells, CountsACoreBeyondItsNumberToo) {
  Counter counter(1);
  std::jthread([&] {
    enter_core(7);
    counter.add(5);
  }).join();
  EXPECT_EQ(counter.value(), 5U);
}

TEST(Cells, GaugeGoesUpAndDownOnDifferentThreads) {
  Gauge gauge(cores);
  on_all_threads([&](unsigned thread) {
    for (int i = 0; i < rounds; ++i) thread % 2 == 0 ? gauge.subtract() : gauge.add();
  });
  EXPECT_EQ(gauge.value(), -rounds);  // three threads down, two up
}

TEST(Cells, HistogramPutsBoundsIntoTheirOwnBucket) {
  Histogram histogram(cores, std::make_shared<const Buckets>(Buckets{{10, 100}, 1}));
  for (const std::uint64_t value : {0U, 10U, 11U, 100U, 101U, 100'000U}) histogram.record(value);
  const auto reading = histogram.read();
  EXPECT_EQ(reading.counts, (std::vector<std::uint64_t>{2, 2, 2}));
  EXPECT_EQ(reading.total, 6U);
  EXPECT_EQ(reading.sum, 100'222U);
}

TEST(Cells, StatusesAreFoundWhileOthersAppear) {
  StatusCounter counter(cores);
  on_all_threads([&](unsigned) {
    for (int i = 0; i < rounds; ++i) counter.add(200 + i % 20);
  });
  std::map<int, std::uint64_t> seen;
  counter.each(
      [&](int code, std::uint64_t count) { EXPECT_TRUE(seen.emplace(code, count).second); });
  EXPECT_EQ(seen.size(), 20U);
  for (const auto& [code, count] : seen) EXPECT_EQ(count, rounds / 20 * (cores + 2)) << code;
}

TEST(Cells, StatusesOutOfRangeShareOneEntry) {
  StatusCounter counter(1);
  for (const int code : {0, 99, 600, -5, 1'000'000}) counter.add(code);
  int entries = 0;
  counter.each([&](int code, std::uint64_t count) {
    ++entries;
    EXPECT_EQ(code, 0);
    EXPECT_EQ(count, 5U);
  });
  EXPECT_EQ(entries, 1);
}

}  // namespace
}  // namespace cardea::observe
