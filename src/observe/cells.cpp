// SPDX-License-Identifier: Apache-2.0
// Layout of the rows and their sum.
#include "observe/cells.h"

namespace cardea::observe {

Cells::Cells(unsigned cores, std::size_t slots)
    : lanes_(cores + 1),
      lines_((slots + line_cells - 1) / line_cells),
      rows_(std::make_unique<Line[]>(lanes_ * lines_)) {}

std::uint64_t Cells::sum(std::size_t slot) const {
  std::uint64_t total = 0;
  for (unsigned at = 0; at < lanes_; ++at) total += row(at)[slot].load(std::memory_order_relaxed);
  return total;
}

}  // namespace cardea::observe
