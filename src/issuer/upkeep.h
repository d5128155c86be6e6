// SPDX-License-Identifier: Apache-2.0
// When the keys of one issuer are fetched, and how long the last good ones are used. A pure state
// machine: it is told the time and what came of a fetch, and has neither clock nor socket.
//
// Keys are asked for again after `refresh`, sooner when their answer was fresh for a shorter time;
// after a failure soon and then ever later; and at once when a token names a key that is not known,
// but never more often than once in `pause`, however many tokens name whatever keys.
#pragma once

#include <cstdint>
#include <optional>

#include "base/time.h"

namespace cardea::issuer {

class Upkeep {
 public:
  /// Least time between the beginnings of two fetches.
  static constexpr Duration pause = std::chrono::seconds(3);
  /// An answer that is stale sooner than this is used this long all the same (or for `refresh`).
  static constexpr Duration least_refresh = std::chrono::seconds(30);
  /// Longest time between two tries after failures (or `refresh`).
  static constexpr Duration longest_retry = std::chrono::seconds(60);

  struct Rules {
    Duration refresh{};
    Duration keep{};    ///< counted from when the last good answer was asked for
    double spread = 0;  ///< 0 to 1: by how much of a tenth this one fetches earlier, so that many
                        ///< processes do not ask at the same time
  };

  /// The first fetch is due at once.
  Upkeep(const Rules& rules, BootTime now) : rules_(rules), due_(now) {}

  /// Other rules for the same keys.
  void change(const Rules& rules, BootTime now);

  /// A token names a key that is not known. True when the next fetch is due sooner by that.
  bool want(BootTime now);

  /// When the next fetch begins; not asked while one is under way.
  [[nodiscard]] BootTime due() const { return due_; }
  [[nodiscard]] bool is_fetching() const { return fetching_; }

  void begin(BootTime now);
  /// The answer was good, also one that nothing has changed. `fresh_for`: as its Cache-Control
  /// says.
  void succeed(BootTime now, std::optional<Duration> fresh_for);
  void fail(BootTime now);

  /// When the keys may no longer be used; nothing while there are none.
  [[nodiscard]] std::optional<BootTime> usable_until() const;
  /// Gives the keys up if their time is over; true when it was now.
  bool expire(BootTime now);

  /// Fetches that failed since the last good one.
  [[nodiscard]] unsigned failures() const { return failures_; }
  /// When the last fetch with a good answer, or with none, began.
  [[nodiscard]] std::optional<BootTime> good_since() const { return good_; }
  [[nodiscard]] std::optional<BootTime> failed_since() const { return failed_; }
  /// When the last failure was known.
  [[nodiscard]] std::optional<BootTime> failed_at() const { return failed_at_; }

 private:
  [[nodiscard]] Duration retry() const;

  Rules rules_;
  BootTime due_;
  BootTime begun_{};
  bool ever_begun_ = false;
  bool fetching_ = false;
  bool wanted_ = false;  // while fetching: the answer may be older than the wish
  bool usable_ = false;
  unsigned failures_ = 0;
  std::optional<BootTime> good_, failed_, failed_at_;
};

}  // namespace cardea::issuer
