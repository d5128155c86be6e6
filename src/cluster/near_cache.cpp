// SPDX-License-Identifier: Apache-2.0
// Sixty-four shards by the top bits of the key's hash, each with a pool for records and one for
// absences.
#include "cluster/near_cache.h"

#include <utility>

namespace cardea::cluster {
namespace {

// What an entry costs beside its object and value: the slot, the entry, the place in the ring.
constexpr std::size_t overhead = 128;

}  // namespace

NearCache::NearCache(std::size_t budget) {
  shards_.reserve(shard_count);
  for (std::size_t i = 0; i < shard_count; ++i) {
    shards_.push_back(std::make_unique<Shard>(budget / shard_count, budget / 20 / shard_count));
  }
}

std::optional<Loaded> NearCache::find(Kind kind, std::string_view value) {
  const std::uint64_t hash = hash_key(kind, value);
  Shard& shard = shard_of(hash);
  const std::scoped_lock lock(shard.mutex);
  for (auto* const pool : {&shard.records, &shard.absences}) {
    const Entry* const entry = pool->find(hash);
    if (entry != nullptr && entry->kind == kind && entry->value == value) return entry->object;
  }
  return std::nullopt;
}

bool NearCache::store(std::uint64_t fill, Kind kind, std::string_view value, Loaded object,
                      std::size_t bytes) {
  const std::uint64_t hash = hash_key(kind, value);
  Shard& shard = shard_of(hash);
  const std::scoped_lock lock(shard.mutex);
  if (events_.touched_since(fill, hash)) return false;
  auto& pool = object ? shard.records : shard.absences;
  auto& other = object ? shard.absences : shard.records;
  other.erase(hash);
  pool.put(hash, Entry{std::string(value), kind, std::move(object)},
           bytes + value.size() + overhead);
  return true;
}

void NearCache::evict(Kind kind, std::string_view value) {
  const std::uint64_t hash = hash_key(kind, value);
  events_.note(hash);
  {
    Shard& shard = shard_of(hash);
    const std::scoped_lock lock(shard.mutex);
    shard.records.erase(hash);
    shard.absences.erase(hash);
  }
  generations_.bump(hash);
}

void NearCache::clear() {
  events_.note_all();
  for (const auto& shard : shards_) {
    const std::scoped_lock lock(shard->mutex);
    shard->records.clear();
    shard->absences.clear();
  }
  generations_.bump_all();
}

NearCache::Usage NearCache::usage() const {
  Usage sum;
  for (const auto& shard : shards_) {
    const std::scoped_lock lock(shard->mutex);
    sum.entries += shard->records.size();
    sum.bytes += shard->records.bytes();
    sum.absences += shard->absences.size();
    sum.absence_bytes += shard->absences.bytes();
    sum.evicted_for_room += shard->records.dropped();
  }
  return sum;
}

}  // namespace cardea::cluster
