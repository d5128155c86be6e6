// SPDX-License-Identifier: Apache-2.0
// Until when something counts that is kept: a credential, a membership. It says nothing about
// whether the row still exists; whoever uses what was kept asks at each use, so that the end needs
// no event to be in force.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>

#include "base/time.h"

namespace cardea {

/// An end in whole seconds since 1970-01-01T00:00:00Z, or none. Like a token's `exp` (RFC 7519
/// 4.1.4) the end itself is outside: at that second it is over.
class Lifetime {
 public:
  /// Without an end.
  constexpr Lifetime() = default;
  constexpr explicit Lifetime(std::optional<std::int64_t> end) : end_(end.value_or(never)) {}

  [[nodiscard]] constexpr bool has_end() const { return end_ != never; }
  [[nodiscard]] bool is_over(WallTime now) const { return has_end() && now.seconds() >= end_; }
  /// Whole seconds until the end, rounded down; not below 0. Precondition: has_end().
  [[nodiscard]] std::int64_t seconds_left(WallTime now) const {
    const std::int64_t left = end_ - rounded_up(now);
    return left < 0 ? 0 : left;
  }
  [[nodiscard]] constexpr std::optional<std::int64_t> end() const {
    return has_end() ? std::optional(end_) : std::nullopt;
  }

  /// The end of what is to live `seconds` from now: never less, and less than a second more.
  static std::int64_t end_after(WallTime now, std::int64_t seconds) {
    return rounded_up(now) + seconds;
  }

  /// The one that ends first is the smaller one.
  friend constexpr auto operator<=>(const Lifetime&, const Lifetime&) = default;

 private:
  static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

  static std::int64_t rounded_up(WallTime now) {
    return std::chrono::ceil<std::chrono::seconds>(now.since_epoch).count();
  }

  std::int64_t end_ = never;
};

}  // namespace cardea
