// SPDX-License-Identifier: Apache-2.0
// Numbers that every core counts for itself: one row of slots a lane, each row on cache lines of
// its own. A core adds with a relaxed load and a relaxed store (about a nanosecond, no lock
// prefix); whoever scrapes sums the rows and sees each row a little late at worst, never torn.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "observe/lane.h"

namespace cardea::observe {

/// `slots` numbers for `cores` cores and the lane of all other threads. Slots wrap like unsigned
/// 64-bit integers, so a slot that goes up on one core and down on another sums to the right signed
/// value.
class Cells {
 public:
  Cells(unsigned cores, std::size_t slots);

  /// Adds `amount` to `slot` for the calling thread. Never waits, never allocates.
  void add(std::size_t slot, std::uint64_t amount) {
    const unsigned own = lane();
    if (own != 0 && own < lanes_) {
      auto& cell = row(own)[slot];
      cell.store(cell.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
    } else {
      row(0)[slot].fetch_add(amount, std::memory_order_relaxed);
    }
  }

  /// The sum over all lanes.
  [[nodiscard]] std::uint64_t sum(std::size_t slot) const;

 private:
  using Cell = std::atomic<std::uint64_t>;
  static constexpr std::size_t line_cells = 64 / sizeof(Cell);
  struct alignas(64) Line {
    Cell cells[line_cells] = {};
  };

  [[nodiscard]] Cell* row(unsigned lane) const { return rows_[lane * lines_].cells; }

  unsigned lanes_;
  std::size_t lines_;  // cache lines a row
  std::unique_ptr<Line[]> rows_;
};

}  // namespace cardea::observe
