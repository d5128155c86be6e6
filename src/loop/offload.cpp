// SPDX-License-Identifier: Apache-2.0
// The threads of the pool and their queue. What a call cost is the CPU time of its thread: a call
// that was interrupted, or waits for a disk, is not held against its lane. A thread for prompt
// turns that finds none sleeps until the next one is due.
#include "loop/offload.h"

#include <fmt/format.h>
#include <pthread.h>
#include <sys/resource.h>

#include <chrono>
#include <condition_variable>
#include <ctime>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace cardea::loop {

namespace {

Duration own_cpu_time() {
  timespec used{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

Duration steady_time() {
  return std::chrono::steady_clock::now().time_since_epoch();
}

}  // namespace

struct Offload::Pool {
  explicit Pool(OffloadOptions taken)
      : options(std::move(taken)),
        waiting({.jobs = options.queue_limit,
                 .lane_share = options.lane_share,
                 .prompt_share = options.prompt_threads == 0 ? 1 : options.prompt_share,
                 .prompt_burst = options.prompt_burst}) {}
  void start(unsigned count, bool prompt);
  void work(bool prompt);
  std::optional<FairQueue::Turn> next(std::unique_lock<std::mutex>& lock, bool prompt);
  std::optional<FairQueue::Turn> next_prompt(std::unique_lock<std::mutex>& lock);
  void announce(bool is_prompt);

  OffloadOptions options;
  std::mutex mutex;
  std::condition_variable changed, prompt_changed;
  FairQueue waiting;
  unsigned idle_prompt = 0;          // threads for prompt turns that sleep
  Duration alarm = Duration::max();  // until when the one that fell asleep last does
  std::size_t running = 0;
  std::uint64_t refused = 0;
  bool closing = false;
  std::vector<std::thread> threads;
};

Offload::Offload(OffloadOptions options) : pool_(std::make_unique<Pool>(std::move(options))) {
  pool_->start(pool_->options.threads, false);
  pool_->start(pool_->options.prompt_threads, true);
}

// On Linux a niceness is a thread's own (setpriority(2), notes), and 0 names the calling thread.
void Offload::Pool::start(unsigned count, bool prompt) {
  for (unsigned i = 0; i < count; ++i) {
    threads.emplace_back([this, prompt] {
      ::pthread_setname_np(::pthread_self(), options.name.substr(0, 15).c_str());
      if (!prompt && options.niceness > 0) ::setpriority(PRIO_PROCESS, 0, options.niceness);
      work(prompt);
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
  pool_->prompt_changed.notify_all();
  for (auto& job : abandoned) job(false);
  for (auto& thread : pool_->threads) thread.join();
}

// Nothing when the pool closes.
std::optional<FairQueue::Turn> Offload::Pool::next(std::unique_lock<std::mutex>& lock,
                                                   bool prompt) {
  if (prompt) return next_prompt(lock);
  changed.wait(lock, [this] { return closing || !waiting.empty(); });
  if (waiting.empty()) return std::nullopt;
  return waiting.pop(steady_time());
}

std::optional<FairQueue::Turn> Offload::Pool::next_prompt(std::unique_lock<std::mutex>& lock) {
  while (!closing) {
    const Duration now = steady_time();
    auto turn = waiting.pop_prompt(now);
    if (turn) return turn;
    const auto at = waiting.next_prompt();
    ++idle_prompt;
    alarm = at.value_or(Duration::max());
    if (at) {
      prompt_changed.wait_for(lock, *at - now);
    } else {
      prompt_changed.wait(lock);
    }
    --idle_prompt;
  }
  return std::nullopt;
}

void Offload::Pool::work(bool prompt) {
  std::unique_lock lock(mutex);
  Duration before = own_cpu_time();
  while (auto turn = next(lock, prompt)) {
    ++running;
    lock.unlock();
    turn->job(true);
    turn->job = nullptr;
    const Duration after = own_cpu_time();
    lock.lock();
    waiting.settle(*turn, after - before, steady_time());
    before = after;
    --running;
  }
}

// A thread for prompt turns is woken for one, or to set its alarm earlier; one of the others,
// unless that one will take the job.
void Offload::Pool::announce(bool is_prompt) {
  const auto at = waiting.next_prompt();
  if (idle_prompt > 0 && at && *at < alarm) prompt_changed.notify_one();
  if (!is_prompt || idle_prompt == 0) changed.notify_one();
}

Status Offload::enqueue(FairQueue::Lane lane, FairQueue::Job job) {
  const std::lock_guard lock(pool_->mutex);
  if (pool_->closing) return fail(closing());
  if (!pool_->waiting.has_room(lane)) {
    ++pool_->refused;
    return fail(Error::unavailable(
        fmt::format("the queue of the thread pool \"{}\" is full ({} waiting for {} lanes)",
                    pool_->options.name, pool_->waiting.size(), pool_->waiting.lanes()),
        Origin::self));
  }
  pool_->announce(pool_->waiting.push(lane, std::move(job), steady_time()));
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
