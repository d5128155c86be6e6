// SPDX-License-Identifier: Apache-2.0
// One compare-and-swap decides who passes.
#include "observe/once_per.h"

namespace cardea::observe {

std::optional<std::uint64_t> OncePer::pass(BootTime now) {
  const std::int64_t at = now.since_boot.count();
  std::int64_t next = next_.load(std::memory_order_relaxed);
  if (at < next || !next_.compare_exchange_strong(next, at + period_.count())) {
    held_.fetch_add(1, std::memory_order_relaxed);
    return std::nullopt;
  }
  return held_.exchange(0, std::memory_order_relaxed);
}

}  // namespace cardea::observe
