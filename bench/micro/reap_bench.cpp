// SPDX-License-Identifier: Apache-2.0
// Whether removing rows whose lifetime has ended disturbs a core that serves. A ticker on such a
// core wakes each millisecond, looks into the near cache fifty times as requests do, and notes how
// long that took (`look`: waiting for locks counts) and how late it was woken (`late`): first with
// nothing going on, then while the reaper removes CARDEA_BENCH_ROWS credentials (100,000 unless
// given) and the follower evicts them. What the idle pass shows too is the machine's doing. The
// store in memory is asked on the core itself, so there the ticker asks it as well.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>

#include "cluster/follower.h"
#include "cluster/near_cache.h"
#include "loop/block_on.h"
#include "loop/core.h"
#include "loop/gate.h"
#include "loop/timer.h"
#include "store/backends.h"
#include "store/conformance_rows.h"
#include "store/reaper.h"
#include "store/scratch_directory.h"

namespace cardea::store {
namespace {

using namespace conformance;
using Steady = loop::Deadline::Clock;

constexpr Duration tick = std::chrono::milliseconds(1);
constexpr Duration idle_for = std::chrono::seconds(5);

std::size_t rows_wanted() {
  const char* const text = std::getenv("CARDEA_BENCH_ROWS");
  return text == nullptr ? 100'000 : static_cast<std::size_t>(std::atoll(text));
}

double microseconds(Duration duration) {
  return std::chrono::duration<double, std::micro>(duration).count();
}

/// What a core that serves sees.
class Ticker {
 public:
  Ticker(cluster::NearCache& cache, Store* asked) : cache_(cache), asked_(asked) {}

  Task<void> run() {
    while (!ending_) {
      const auto begin = Steady::now();
      look_into_cache();
      if (asked_ != nullptr) {
        Find question{.first = key_of(credentials(), "key", next_key()), .follow = {}};
        const auto found = co_await asked_->find(std::move(question));
        benchmark::DoNotOptimize(found);
      }
      const auto asleep = Steady::now();
      longest_look_ = std::max<Duration>(longest_look_, asleep - begin);
      co_await loop::sleep_for(tick);
      const Duration late = Steady::now() - asleep - tick;
      longest_late_ = std::max(longest_late_, late);
      over_ += late > tick ? 1 : 0;
      ++ticks_;
    }
  }
  void end() { ending_ = true; }

  void report(benchmark::State& state, const std::string& pass) const {
    state.counters[pass + "_longest_look_us"] = microseconds(longest_look_);
    state.counters[pass + "_longest_late_us"] = microseconds(longest_late_);
    state.counters[pass + "_late_over_1ms_in_10k"] =
        10'000.0 * static_cast<double>(over_) / static_cast<double>(ticks_);
  }

 private:
  std::string next_key() { return "key-" + std::to_string(number_++ % rows_wanted()); }
  void look_into_cache() {
    static const auto kind = cluster::kind_of("jwt_secrets", "key");
    for (int i = 0; i < 50; ++i) benchmark::DoNotOptimize(cache_.find(kind, next_key()));
  }

  cluster::NearCache& cache_;
  Store* asked_;
  std::atomic<bool> ending_ = false;
  Duration longest_look_{}, longest_late_{};
  std::uint64_t ticks_ = 0, over_ = 0;
  std::size_t number_ = 0;
};

void fill(loop::Core& core, Store& store) {
  const Row consumer = make_consumer("alice");
  Batch batch{.changes = {insert(consumers(), consumer)}};
  for (std::size_t i = 0; i < rows_wanted(); ++i) {
    Row row = make_credential(consumer, "key-" + std::to_string(i));
    row["secret"] = std::string("sealed:1:0123456789abcdef:") + std::string(80, 'x');
    row["expires_at"] = static_cast<std::int64_t>(1'000'000'000 + i);
    batch.changes.push_back(insert(credentials(), row));
    if (batch.changes.size() < 5'000 && i + 1 < rows_wanted()) continue;
    Batch full = std::exchange(batch, {});
    if (!loop::block_on(core, store.commit(std::move(full)))) std::abort();
  }
}

/// Does the work while a ticker ticks on a core of its own.
template <class Work>
void pass(benchmark::State& state, const std::string& name, Ticker& ticker, Work work) {
  loop::Core serving(0);
  serving.start();
  std::thread ticking([&] { loop::block_on(serving, ticker.run()); });
  work();
  ticker.end();
  ticking.join();
  ticker.report(state, name);
}

void reap_beside_a_serving_core(benchmark::State& state, const char* backend) {
  const ScratchDirectory directory;
  loop::Core control(1);
  control.start();
  auto opened = find_backend(backend)->open(
      {.catalog = &catalog(), .data_directory = directory.path(), .change_log = {}});
  if (!opened || !loop::block_on(control, (*opened)->migrate())) std::abort();
  Store& store = **opened;
  fill(control, store);
  cluster::NearCache cache(std::size_t{64} << 20U);
  const auto publish = [](const cluster::FeedStep&) -> Task<Status> { co_return Status(); };
  cluster::Follower follower(
      {.store = store, .cache = cache, .clock = system_clock(), .publish = publish});
  if (!loop::block_on(control, follower.step())) std::abort();
  loop::Gate following(control, "follower");
  control.post([&] { following.spawn(follower.run()); });
  const auto removed = [&](const schema::Entity&, std::size_t, Receipt receipt) -> Task<void> {
    constexpr Duration patience = std::chrono::seconds(10);
    co_await follower.in_force(receipt, patience);
  };
  Reaper reaper(
      {.store = store, .catalog = catalog(), .clock = system_clock(), .removed = removed});
  Store* const asked = std::string_view(backend) == "memory" ? &store : nullptr;
  Ticker first(cache, asked);
  Ticker second(cache, asked);
  for (auto _ : state) {
    pass(state, "idle", first, [&] { loop::block_on(control, loop::sleep_for(idle_for)); });
    const auto begin = Steady::now();
    pass(state, "reaping", second, [&] {
      const auto count = loop::block_on(control, reaper.round());
      if (!count || count->at("jwt_secrets") != rows_wanted()) {
        state.SkipWithError("not all were removed");
      }
    });
    const std::chrono::duration<double> took = Steady::now() - begin;
    state.counters["rows_per_s"] = static_cast<double>(rows_wanted()) / took.count();
  }
  loop::block_on(control, following.close(Duration::zero()));
  loop::block_on(control, store.close());
}
BENCHMARK_CAPTURE(reap_beside_a_serving_core, sqlite, "sqlite")
    ->Iterations(1)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(reap_beside_a_serving_core, memory, "memory")
    ->Iterations(1)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace cardea::store
