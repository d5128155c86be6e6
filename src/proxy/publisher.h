// SPDX-License-Identifier: Apache-2.0
// The proxy's part in following the store: compile what a step changed, hand the snapshot to every
// core, and return when each of them uses it. What it returns is what a follower may acknowledge.
#pragma once

#include <atomic>
#include <memory>
#include <span>

#include "cluster/feed.h"
#include "loop/core.h"
#include "proxy/compile.h"
#include "proxy/worker.h"

namespace cardea::proxy {

class Publisher {
 public:
  /// `workers[i]` lives on `cores[i]`; all outlive the publisher.
  Publisher(Compiler& compiler, loop::Cores& cores,
            std::span<const std::unique_ptr<Worker>> workers)
      : compiler_(compiler), cores_(cores), workers_(workers) {}

  /// For cluster::Follower; runs on the follower's core.
  Task<Status> publish(const cluster::FeedStep& step);

  /// The snapshot now in use; null before the first. On the follower's core alone.
  [[nodiscard]] const std::shared_ptr<const Snapshot>& snapshot() const { return snapshot_; }

  /// Of the snapshot now in use; 0 before the first. From any thread.
  [[nodiscard]] std::uint64_t revision() const { return revision_.load(std::memory_order_relaxed); }
  [[nodiscard]] std::size_t routes() const { return routes_.load(std::memory_order_relaxed); }

 private:
  Compiler& compiler_;
  loop::Cores& cores_;
  std::span<const std::unique_ptr<Worker>> workers_;
  std::shared_ptr<const Snapshot> snapshot_;
  std::atomic<std::uint64_t> revision_ = 0;
  std::atomic<std::size_t> routes_ = 0;
};

}  // namespace cardea::proxy
