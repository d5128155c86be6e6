// SPDX-License-Identifier: Apache-2.0
// Where in the history of the store a reader stands. A position is a snapshot in PostgreSQL's
// sense, not a number: transactions may become visible out of order, so "have I seen that write" is
// answered by `covers`, and positions are never compared with `<`. On SQLite, which has one writer,
// no transaction is ever in progress below the ceiling.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace cardea::store {

/// Names one committed write for as long as the incarnation lives.
struct Receipt {
  std::uint64_t transaction = 0;
  friend bool operator==(const Receipt&, const Receipt&) = default;
};

/// Opaque: everything below `ceiling` has been seen, except what was still in progress.
struct Position {
  std::uint64_t ceiling = 0;  ///< the first transaction not yet begun when it was taken
  std::vector<std::uint64_t> in_progress{};  ///< sorted; below the ceiling and not yet visible

  /// Whether a reader at this position has seen that write.
  [[nodiscard]] bool covers(const Receipt& receipt) const {
    return receipt.transaction < ceiling &&
           !std::binary_search(in_progress.begin(), in_progress.end(), receipt.transaction);
  }

  friend bool operator==(const Position&, const Position&) = default;
};

}  // namespace cardea::store
