// SPDX-License-Identifier: Apache-2.0
// The threads of the pool and their queue. What a call cost is the CPU time of its thread: a call
// that was interrupted, or waits for a disk, is not held against its lane.
#include "loop/offload.h"

#include <fmt/format.h>
#include <pthread.h>
#include <sys/resource.h>

#include <condition_variable>
#include <ctime>
#include <mutex>
#include <thread>
#include <vector>

namespace cardea::loop {

namespace {

Duration own_cpu_time() {
  timespec used{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

}  // namespace

struct Offload::Pool {
  explicit Pool(OffloadOptions taken)
      : options(std::move(taken)),
        waiting({.jobs = options.queue_limit, .lane_share = options.lane_share}) {}
  void begin_thread() const;
  void work();

  OffloadOptions options;
  std::mutex mutex;
  std::condition_variable changed;
  FairQueue waiting;
  std::size_t running = 0;
  std::uint64_t refused = 0;
  bool closing = false;
  std::vector<std::thread> threads;
};

Offload::Offload(OffloadOptions options) : pool_(std::make_unique<Pool>(std::move(options))) {
  for (unsigned i = 0; i < pool_->options.threads; ++i) {
    pool_->threads.emplace_back([pool = pool_.get()] {
      pool->begin_thread();
      pool->work();
    });
  }
}

Offload::~Offload() {
  std::vector<FairQueue::Job> abandoned;
  {
    const std::lock_guard lock(pool_->mutex);
    pool_->closing = true;
    abandoned = pool_->waiting.take_all();
  }
  pool_->changed.notify_all();
  for (auto& job : abandoned) job(false);
  for (auto& thread : pool_->threads) thread.join();
}

// On Linux a niceness is a thread's own (setpriority(2), notes), and 0 names the calling thread.
void Offload::Pool::begin_thread() const {
  ::pthread_setname_np(::pthread_self(), options.name.substr(0, 15).c_str());
  if (options.niceness > 0) ::setpriority(PRIO_PROCESS, 0, options.niceness);
}

void Offload::Pool::work() {
  std::unique_lock lock(mutex);
  Duration before = own_cpu_time();
  while (true) {
    changed.wait(lock, [this] { return closing || !waiting.empty(); });
    if (waiting.empty()) return;
    auto turn = waiting.pop();
    ++running;
    lock.unlock();
    turn.job(true);
    turn.job = nullptr;
    const Duration after = own_cpu_time();
    lock.lock();
    waiting.settle(turn, after - before);
    before = after;
    --running;
  }
}

Status Offload::enqueue(FairQueue::Lane lane, FairQueue::Job job) {
  {
    const std::lock_guard lock(pool_->mutex);
    if (pool_->closing) return fail(closing());
    if (!pool_->waiting.has_room(lane)) {
      ++pool_->refused;
      return fail(Error::unavailable(
          fmt::format("the queue of the thread pool \"{}\" is full ({} waiting for {} lanes, {} "
                      "threads)",
                      pool_->options.name, pool_->waiting.size(), pool_->waiting.lanes(),
                      pool_->options.threads),
          Origin::self));
    }
    pool_->waiting.push(lane, std::move(job));
  }
  pool_->changed.notify_one();
  return {};
}

std::size_t Offload::pending() const {
  const std::lock_guard lock(pool_->mutex);
  return pool_->waiting.size() + pool_->running;
}

std::uint64_t Offload::refused() const {
  const std::lock_guard lock(pool_->mutex);
  return pool_->refused;
}

Error Offload::closing() const {
  return Error::unavailable(
      fmt::format("the thread pool \"{}\" is closing, or its caller was cancelled",
                  pool_->options.name),
      Origin::self);
}

Error Offload::threw(std::string_view what) {
  return Error::internal(fmt::format("a call on a thread pool threw: {}", what));
}

}  // namespace cardea::loop
