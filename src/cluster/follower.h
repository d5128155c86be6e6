// SPDX-License-Identifier: Apache-2.0
// Keeps this process abreast of the store: polls the change feed, evicts what changed from the near
// cache (at once, with its generation), has everything derived from configuration rebuilt and
// confirmed by every core, and only then acknowledges. `in_force` is what an Admin API answer waits
// for.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "cluster/feed.h"
#include "cluster/near_cache.h"
#include "loop/event.h"
#include "loop/task.h"
#include "store/store.h"

namespace cardea::cluster {

/// Rebuilds what is compiled from configuration; returns when every core uses the new form. An
/// error means that the step is not applied: it is tried again, and nothing is acknowledged
/// meanwhile.
using Publish = std::function<Task<Status>(const FeedStep& step)>;

/// Facts for /status and metrics; copies.
struct FollowerFacts {
  bool caught_up = false;             ///< at least one step was applied
  std::optional<BootTime> confirmed;  ///< when the last answered poll was sent
  std::string problem;      ///< why the last poll or rebuild failed; empty when it did not
  std::uint64_t steps = 0;  ///< steps applied
  std::uint64_t failures = 0;
};

/// One for the process; its coroutines run on one core.
class Follower {
 public:
  struct Parts {
    store::Store& store;
    NearCache& cache;
    const Clock& clock;
    Publish publish;
  };
  explicit Follower(Parts parts);

  /// One poll with all that follows from it. The gateway calls it until it succeeds once, before it
  /// serves.
  Task<Status> step();

  /// Polls when the store may have news and at least each second, until its coroutine is cancelled.
  Task<void> run();

  /// Returns once every core obeys that write, or with a timeout error after `patience`. From any
  /// core.
  Task<Status> in_force(store::Receipt receipt, Duration patience);

  [[nodiscard]] FollowerFacts facts() const;

 private:
  struct Waiter {
    store::Receipt receipt;
    std::shared_ptr<loop::Event> reached;
  };

  void evict(const FeedStep& step);
  void acknowledge(const FeedStep& step, BootTime sent);
  void remember_failure(const Error& error);

  Parts parts_;
  Feed feed_;
  mutable std::mutex mutex_;  // guards what follows; never held over a wait
  store::Position position_;
  FollowerFacts facts_;
  std::vector<Waiter> waiters_;
};

}  // namespace cardea::cluster
