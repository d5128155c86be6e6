// SPDX-License-Identifier: Apache-2.0
// A fixed table of counters, one for many keys, which every event about a key bumps. Whoever
// remembers something derived from a record keeps the number it saw, and believes its memory only
// while the number stands. Two keys that share a counter cost a needless look-up, never a wrong
// decision.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

namespace cardea::cluster {

/// A way to look rows up: an entity and one of its look-up fields.
struct Kind {
  std::uint64_t salt = 0;  ///< made by `kind_of`; differs for each pair
  friend bool operator==(const Kind&, const Kind&) = default;
};

Kind kind_of(std::string_view entity, std::string_view field);

/// Identifies a key (kind and value) in the near cache, the generation table and among recent
/// events. The same in one process only: it is keyed at start (SipHash), so that strangers cannot
/// choose values that collide.
std::uint64_t hash_key(Kind kind, std::string_view value);

/// Safe from any thread.
class Generations {
 public:
  /// The present number for the key. Read it before the record, so that a change in between is
  /// noticed.
  [[nodiscard]] std::uint32_t of(std::uint64_t key_hash) const {
    return cells_[key_hash % size].load(std::memory_order_acquire);
  }

  /// Asks memory for the number, so that `of` need not wait for it.
  void fetch_ahead(std::uint64_t key_hash) const { __builtin_prefetch(&cells_[key_hash % size]); }

  void bump(std::uint64_t key_hash) {
    cells_[key_hash % size].fetch_add(1, std::memory_order_acq_rel);
  }

  /// As if every key had changed.
  void bump_all() {
    for (auto& cell : cells_) cell.fetch_add(1, std::memory_order_acq_rel);
  }

 private:
  static constexpr std::size_t size = 1 << 16;
  std::array<std::atomic<std::uint32_t>, size> cells_{};
};

}  // namespace cardea::cluster
