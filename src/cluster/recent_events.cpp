// SPDX-License-Identifier: Apache-2.0
// A ring under a lock: fills are misses and events are writes, so neither is on the common path.
#include "cluster/recent_events.h"

namespace cardea::cluster {

std::uint64_t RecentEvents::now() const {
  const std::scoped_lock lock(mutex_);
  return count_;
}

void RecentEvents::note(std::uint64_t key_hash) {
  const std::scoped_lock lock(mutex_);
  ring_[count_ % ring_.size()] = key_hash;
  ++count_;
}

void RecentEvents::note_all() {
  const std::scoped_lock lock(mutex_);
  ++count_;
  all_at_ = count_;
}

bool RecentEvents::touched_since(std::uint64_t counter, std::uint64_t key_hash) const {
  const std::scoped_lock lock(mutex_);
  if (all_at_ > counter) return true;
  if (count_ - counter > ring_.size()) return true;
  for (std::uint64_t at = counter; at < count_; ++at) {
    if (ring_[at % ring_.size()] == key_hash) return true;
  }
  return false;
}

}  // namespace cardea::cluster
