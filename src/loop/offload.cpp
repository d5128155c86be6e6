// SPDX-License-Identifier: Apache-2.0
// The threads of the pool and their bounded queue.
#include "loop/offload.h"

#include <fmt/format.h>
#include <pthread.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace cardea::loop {

struct Offload::Pool {
  explicit Pool(OffloadOptions taken) : options(std::move(taken)) {}
  void work();

  OffloadOptions options;
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<Job> waiting;
  std::size_t running = 0;
  bool closing = false;
  std::vector<std::thread> threads;
};

Offload::Offload(OffloadOptions options) : pool_(std::make_unique<Pool>(std::move(options))) {
  for (unsigned i = 0; i < pool_->options.threads; ++i) {
    pool_->threads.emplace_back([pool = pool_.get()] {
      ::pthread_setname_np(::pthread_self(), pool->options.name.substr(0, 15).c_str());
      pool->work();
    });
  }
}

Offload::~Offload() {
  std::deque<Job> abandoned;
  {
    const std::lock_guard lock(pool_->mutex);
    pool_->closing = true;
    abandoned.swap(pool_->waiting);
  }
  pool_->changed.notify_all();
  for (auto& job : abandoned) job(false);
  for (auto& thread : pool_->threads) thread.join();
}

void Offload::Pool::work() {
  std::unique_lock lock(mutex);
  while (true) {
    changed.wait(lock, [this] { return closing || !waiting.empty(); });
    if (waiting.empty()) return;
    Job job = std::move(waiting.front());
    waiting.pop_front();
    ++running;
    lock.unlock();
    job(true);
    job = nullptr;
    lock.lock();
    --running;
  }
}

Status Offload::enqueue(Job job) {
  {
    const std::lock_guard lock(pool_->mutex);
    if (pool_->closing) return fail(closing());
    if (pool_->waiting.size() >= pool_->options.queue_limit) {
      return fail(Error::unavailable(
          fmt::format("the queue of the thread pool \"{}\" is full ({} waiting, {} threads)",
                      pool_->options.name, pool_->waiting.size(), pool_->options.threads),
          Origin::self));
    }
    pool_->waiting.push_back(std::move(job));
  }
  pool_->changed.notify_one();
  return {};
}

std::size_t Offload::pending() const {
  const std::lock_guard lock(pool_->mutex);
  return pool_->waiting.size() + pool_->running;
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
