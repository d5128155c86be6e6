// SPDX-License-Identifier: Apache-2.0
// Each core gets its own shared pointer once a revision; requests count on the core's own
// Revisions.
#include "proxy/publisher.h"

#include <atomic>

namespace cardea::proxy {

Task<Status> Publisher::publish(const cluster::FeedStep& step) {
  const auto compiled = co_await compiler_.apply(step);
  if (!compiled) co_return fail(compiled);
  const std::shared_ptr<const Snapshot>& snapshot = *compiled;
  if (snapshot == nullptr) co_return Status{};
  std::atomic<std::size_t> confirmed = 0;
  const auto hand_over = [this, snapshot, &confirmed](loop::Core& core) {
    workers_[core.index()]->publish(snapshot);
    ++confirmed;
  };
  co_await cores_.run_on_all(hand_over);
  if (confirmed != cores_.size()) {
    co_return fail(Error::internal("a core could not take the new configuration"));
  }
  snapshot_ = snapshot;
  revision_.store(snapshot->revision, std::memory_order_relaxed);
  routes_.store(snapshot->router->size(), std::memory_order_relaxed);
  co_return Status{};
}

}  // namespace cardea::proxy
