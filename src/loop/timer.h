// SPDX-License-Identifier: Apache-2.0
// Exact waiting for few: a pause, and a point in time after which an answer is of no use. For the
// deadlines of connections, which are many and hardly ever pass, see timer_wheel.h.
#pragma once

#include <chrono>

#include "base/time.h"
#include "loop/task.h"

namespace cardea::loop {

/// Waits on the caller's core. Ends early only when the caller is cancelled.
Task<void> sleep_for(Duration duration);

/// Lets all else that is ready on the caller's core go first: for work that may go on and on
/// without ever having to wait.
Task<void> give_way();

/// When to give up. Cheap to copy; on the monotonic clock.
class Deadline {
 public:
  using Clock = std::chrono::steady_clock;

  /// Never passes.
  constexpr Deadline() = default;
  /// Passes `duration` from now.
  static Deadline in(Duration duration) {
    const auto now = Clock::now();
    return Deadline(duration > Clock::time_point::max() - now ? Clock::time_point::max()
                                                              : now + duration);
  }
  static constexpr Deadline never() { return {}; }

  [[nodiscard]] bool is_never() const { return at_ == Clock::time_point::max(); }
  [[nodiscard]] bool passed() const { return !is_never() && Clock::now() >= at_; }
  /// Not below zero.
  [[nodiscard]] Duration remaining() const;
  [[nodiscard]] Clock::time_point at() const { return at_; }
  friend bool operator==(Deadline, Deadline) = default;

 private:
  constexpr explicit Deadline(Clock::time_point at) : at_(at) {}
  Clock::time_point at_ = Clock::time_point::max();
};

}  // namespace cardea::loop
