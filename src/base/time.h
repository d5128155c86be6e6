// SPDX-License-Identifier: Apache-2.0
// Two clocks, kept apart by type: BootTime never steps and counts suspend (leases, timeouts,
// staleness), WallTime is what people and tokens speak (RFC 7519 NumericDate). Both are read
// through `Clock`, so that tests decide what time it is.
#pragma once

#include <chrono>
#include <cstdint>

namespace cardea {

using Duration = std::chrono::nanoseconds;

/// Time since boot (CLOCK_BOOTTIME). Only differences mean anything, and only on one machine.
struct BootTime {
  Duration since_boot{};
  friend auto operator<=>(const BootTime&, const BootTime&) = default;
  friend BootTime operator+(BootTime at, Duration by) { return {at.since_boot + by}; }
  friend Duration operator-(BootTime a, BootTime b) { return a.since_boot - b.since_boot; }
};

/// Time since 1970-01-01T00:00:00Z without leap seconds (CLOCK_REALTIME).
struct WallTime {
  Duration since_epoch{};
  friend auto operator<=>(const WallTime&, const WallTime&) = default;
  friend WallTime operator+(WallTime at, Duration by) { return {at.since_epoch + by}; }
  friend Duration operator-(WallTime a, WallTime b) { return a.since_epoch - b.since_epoch; }

  /// Whole seconds, rounded down: RFC 7519 NumericDate, Kong's created_at.
  [[nodiscard]] std::int64_t seconds() const {
    return std::chrono::floor<std::chrono::seconds>(since_epoch).count();
  }
};

/// Where time comes from. One of the four interfaces of the house (ARCHITECTURE.md): tests put in
/// their own.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual BootTime boot() const = 0;
  [[nodiscard]] virtual WallTime wall() const = 0;
};

/// The machine's clocks. Lives for the whole process; safe to use from any thread.
const Clock& system_clock();

}  // namespace cardea
