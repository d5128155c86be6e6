// SPDX-License-Identifier: Apache-2.0
// How values are distributed over fixed buckets, counted per core. Values are whole numbers of a
// unit that the registration names (microseconds, bytes); the scrape divides them into what
// Prometheus shows (seconds, milliseconds).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "observe/cells.h"

namespace cardea::observe {

/// Upper bounds of buckets, and by how much values are divided when shown.
struct Buckets {
  std::vector<std::uint64_t> bounds;  ///< ascending, inclusive, in the unit of `observe`
  double divisor = 1;                 ///< shown value = counted value / divisor
};

/// 50 us to 60 s in 20 steps, counted in microseconds and shown in milliseconds.
const Buckets& latency_buckets();

/// One distribution. Any thread may record at any time.
class Histogram {
 public:
  /// Histograms of one family share their buckets.
  Histogram(unsigned cores, std::shared_ptr<const Buckets> buckets)
      : buckets_(std::move(buckets)), cells_(cores, buckets_->bounds.size() + 2) {}

  void record(std::uint64_t value) {
    std::size_t slot = 0;
    const auto& bounds = buckets_->bounds;
    while (slot < bounds.size() && value > bounds[slot]) ++slot;
    cells_.add(slot, 1);
    cells_.add(bounds.size() + 1, value);
  }

  struct Reading {
    std::vector<std::uint64_t> counts;  ///< one a bucket, not cumulated; the last is "above all"
    std::uint64_t total = 0;            ///< sum of counts, so that the two always agree
    std::uint64_t sum = 0;
  };
  [[nodiscard]] Reading read() const;
  [[nodiscard]] const Buckets& buckets() const { return *buckets_; }

 private:
  std::shared_ptr<const Buckets> buckets_;
  Cells cells_;
};

}  // namespace cardea::observe
