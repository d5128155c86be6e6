// SPDX-License-Identifier: Apache-2.0
// A map bounded in bytes that drops what was not used lately: the clock algorithm (second chance),
// an approximation of LRU in which a hit sets a bit instead of moving a list node. Keys are 64-bit
// hashes which the caller computes with a keyed hash; the caller also compares the full key that it
// keeps in the value.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace cardea {

/// Not thread-safe. Pointers to values live until the next `put`, `erase` or `clear`.
template <class Value>
class ClockCache {
 public:
  /// `budget`: the sum of `bytes` of all values above which some are dropped.
  explicit ClockCache(std::size_t budget) : budget_(budget) {}

  /// The value under this hash, marked as used; null if there is none.
  Value* find(std::uint64_t hash) {
    const auto at = slots_.find(hash);
    if (at == slots_.end()) return nullptr;
    at->second->used = true;
    return &at->second->value;
  }

  /// Puts the value in, in place of what was under this hash. A value above the whole budget is
  /// dropped at once.
  void put(std::uint64_t hash, Value value, std::size_t bytes) {
    auto& slot = slots_[hash];
    if (slot) {
      bytes_ -= slot->bytes;
    } else {
      order_.push_back(hash);
    }
    slot = std::make_unique<Slot>(std::move(value), static_cast<std::uint32_t>(bytes));
    bytes_ += bytes;
    make_room();
  }

  void erase(std::uint64_t hash) {
    const auto at = slots_.find(hash);
    if (at == slots_.end()) return;
    bytes_ -= at->second->bytes;
    slots_.erase(at);
    if (order_.size() > 2 * slots_.size() + 64) forget_stale_places();
  }

  void clear() {
    slots_.clear();
    order_.clear();
    hand_ = 0;
    bytes_ = 0;
  }

  [[nodiscard]] std::size_t size() const { return slots_.size(); }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  /// How many values had to go to make room.
  [[nodiscard]] std::uint64_t dropped() const { return dropped_; }

 private:
  struct Slot {
    Value value;
    std::uint32_t bytes;
    bool used = false;  // since the hand last passed
    Slot(Value v, std::uint32_t b) : value(std::move(v)), bytes(b) {}
  };

  void make_room() {
    while (bytes_ > budget_ && !order_.empty()) {
      if (hand_ >= order_.size()) hand_ = 0;
      const auto at = slots_.find(order_[hand_]);
      if (at != slots_.end() && at->second->used) {
        at->second->used = false;
        ++hand_;
        continue;
      }
      if (at != slots_.end()) {
        bytes_ -= at->second->bytes;
        slots_.erase(at);
        ++dropped_;
      }
      order_[hand_] = order_.back();
      order_.pop_back();
    }
  }

  // An erased value leaves its place in the ring behind; many of them are swept at once.
  void forget_stale_places() {
    std::erase_if(order_, [this](std::uint64_t hash) { return !slots_.contains(hash); });
    hand_ = 0;
  }

  boost::unordered_flat_map<std::uint64_t, std::unique_ptr<Slot>> slots_;
  std::vector<std::uint64_t> order_;
  std::size_t hand_ = 0;
  std::size_t bytes_ = 0;
  std::size_t budget_;
  std::uint64_t dropped_ = 0;
};

}  // namespace cardea
