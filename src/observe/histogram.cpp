// SPDX-License-Identifier: Apache-2.0
// Reading a histogram, and the buckets that latencies share.
#include "observe/histogram.h"

namespace cardea::observe {

const Buckets& latency_buckets() {
  static const Buckets shared{
      {50,      100,     200,       500,       1'000,      2'000,     5'000,
       7'500,   10'000,  20'000,    50'000,    75'000,     100'000,   200'000,
       500'000, 750'000, 1'000'000, 5'000'000, 20'000'000, 60'000'000},
      1000};
  return shared;
}

Histogram::Reading Histogram::read() const {
  Reading reading;
  const std::size_t buckets = buckets_->bounds.size() + 1;
  reading.counts.reserve(buckets);
  for (std::size_t slot = 0; slot < buckets; ++slot) {
    reading.counts.push_back(cells_.sum(slot));
    reading.total += reading.counts.back();
  }
  reading.sum = cells_.sum(buckets);
  return reading;
}

}  // namespace cardea::observe
