// SPDX-License-Identifier: Apache-2.0
// The change log as a feed. Entries are numbered without holes (a transaction that is undone gives
// its numbers back), so what a follower was not told shows by itself: a hole after its position
// means that entries were pruned or removed by hand, and an entry that it was told and that now
// reads otherwise means that the file was restored to an earlier state.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "base/result.h"
#include "store/backend.h"
#include "store/sqlite/connection.h"
#include "store/store.h"

namespace cardea::store::sqlite {

/// Thread-safe.
class ChangeFeed {
 public:
  /// What was found beyond `acked`, in one read transaction on a reader's connection. `rewound`
  /// says that history is not the one that was told before: the incarnation must be renewed.
  struct Reading {
    Polled polled;
    bool rewound = false;
    bool more = false;  ///< this is one page, and others follow
  };
  Result<Reading> read(Connection& connection, const Position& acked);

  /// Forgets what it told: the next reading is believed as it is.
  void start_anew();

  /// Removes old entries, at most `at_most` of them, in a transaction of its own on the writer's
  /// connection. True when more are to be removed.
  Result<bool> prune(Connection& connection, const ChangeLogLimits& limits, WallTime now,
                     std::int64_t at_most);

 private:
  struct Told {
    std::uint64_t number = 0;
    std::string entry;  ///< everything it says
  };

  Result<bool> is_rewound(Connection& connection, const Position& now);
  void remember(Told told, const Position& acked);

  std::mutex mutex_;
  std::optional<Told> told_;  ///< the last entry that went out
  std::uint64_t acked_ = 0;   ///< everything below was applied by the follower; 0: nobody asks
};

}  // namespace cardea::store::sqlite
