// SPDX-License-Identifier: Apache-2.0
// A number that only goes up, and one that goes up and down, counted per core.
#pragma once

#include <cstdint>

#include "observe/cells.h"

namespace cardea::observe {

/// Counts events. Any thread may add at any time; see Cells for what that costs.
class Counter {
 public:
  explicit Counter(unsigned cores) : cells_(cores, 1) {}

  void add(std::uint64_t amount = 1) { cells_.add(0, amount); }
  [[nodiscard]] std::uint64_t value() const { return cells_.sum(0); }

 private:
  Cells cells_;
};

/// Counts what is there now: open connections, requests under way. Up and down may happen on
/// different threads.
class Gauge {
 public:
  explicit Gauge(unsigned cores) : cells_(cores, 1) {}

  void add(std::int64_t amount = 1) { cells_.add(0, static_cast<std::uint64_t>(amount)); }
  void subtract(std::int64_t amount = 1) { add(-amount); }
  [[nodiscard]] std::int64_t value() const { return static_cast<std::int64_t>(cells_.sum(0)); }

 private:
  Cells cells_;
};

}  // namespace cardea::observe
