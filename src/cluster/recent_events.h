// SPDX-License-Identifier: Apache-2.0
// The fill rule (CLUSTER.md 4.7): a record that was read from the store may be put into a cache
// only if no event about it came while it was on its way. A fill remembers the event counter at its
// start; this bounded ring answers whether its key was among the events since then, and says "yes"
// when it no longer knows.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <vector>

namespace cardea::cluster {

/// Safe from any thread.
class RecentEvents {
 public:
  explicit RecentEvents(std::size_t capacity = 8192) : ring_(capacity) {}

  /// The counter to remember when a fill begins, before its question is sent.
  [[nodiscard]] std::uint64_t now() const;

  /// Notes an event. Must happen before the caches drop the key: a fill that checks later is then
  /// refused, and one that checked earlier has stored what is dropped next.
  void note(std::uint64_t key_hash);

  /// As if there had been an event for every key.
  void note_all();

  /// Whether the key may have changed since `counter`.
  [[nodiscard]] bool touched_since(std::uint64_t counter, std::uint64_t key_hash) const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::uint64_t> ring_;
  std::uint64_t count_ = 0;
  std::uint64_t all_at_ = 0;  // the counter of the last event that stood for every key; 0: never
};

}  // namespace cardea::cluster
