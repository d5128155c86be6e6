// SPDX-License-Identifier: Apache-2.0
// What this process knows of the store: records and absences by key, decoded once, shared by all
// cores, bounded in bytes. Good entries and absences have budgets of their own, so that a flood of
// made-up keys cannot push out the credentials in use. Events evict (see Follower); nothing else
// makes an entry wrong.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock_cache.h"
#include "cluster/generations.h"
#include "cluster/recent_events.h"

namespace cardea::cluster {

/// A decoded record or list of records. Null stands for a known absence.
using Loaded = std::shared_ptr<const void>;

/// Safe from any thread; a look-up takes one of 64 locks for some ten nanoseconds.
class NearCache {
 public:
  /// `budget` in bytes for records and their overhead; a twentieth more for absences.
  explicit NearCache(std::size_t budget);

  /// Nothing when the key is not cached; a null pointer when it is known not to exist.
  [[nodiscard]] std::optional<Loaded> find(Kind kind, std::string_view value);

  /// Marks the beginning of a fill; take it before the store is asked.
  [[nodiscard]] std::uint64_t begin_fill() const { return events_.now(); }

  /// Whether an event for this key came since the fill began: what it will find may be old.
  [[nodiscard]] bool is_revoked(std::uint64_t fill, std::uint64_t key_hash) const {
    return events_.touched_since(fill, key_hash);
  }

  /// Puts in what a fill found, unless an event for this key came since the fill began. `bytes` is
  /// what `object` holds in memory, roughly. Returns whether it was stored.
  bool store(std::uint64_t fill, Kind kind, std::string_view value, Loaded object,
             std::size_t bytes);

  /// A change of this key: forgotten here, its generation bumped, fills under way revoked.
  void evict(Kind kind, std::string_view value);

  /// Forgets everything and revokes every fill.
  void clear();

  [[nodiscard]] const Generations& generations() const { return generations_; }

  struct Usage {
    std::size_t entries = 0, bytes = 0, absences = 0, absence_bytes = 0;
    std::uint64_t evicted_for_room = 0;
  };
  [[nodiscard]] Usage usage() const;

 private:
  struct Entry {
    std::string value;
    Kind kind;
    Loaded object;
  };

  struct Shard {
    Shard(std::size_t record_budget, std::size_t absence_budget)
        : records(record_budget), absences(absence_budget) {}
    mutable std::mutex mutex;
    ClockCache<Entry> records, absences;
  };

  static constexpr std::size_t shard_count = 64;
  Shard& shard_of(std::uint64_t hash) { return *shards_[hash >> 58]; }

  RecentEvents events_;
  Generations generations_;
  std::vector<std::unique_ptr<Shard>> shards_;
};

}  // namespace cardea::cluster
