// SPDX-License-Identifier: Apache-2.0
// Lets one event a period through and counts the rest, so that a fault met by every request writes
// one line and not a disk full of them.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>

#include "base/time.h"

namespace cardea::observe {

/// Make it a static or a member beside what it limits:
///   static observe::OncePer limit(std::chrono::seconds(10));
///   if (const auto held = limit.pass(clock.boot())) observe::warn("... ({} more)", *held);
class OncePer {
 public:
  constexpr explicit OncePer(Duration period) : period_(period) {}

  /// Empty while the period since the last passed event has not ended; otherwise how many were held
  /// back meanwhile. Thread-safe: of several threads at one time one passes.
  std::optional<std::uint64_t> pass(BootTime now);

 private:
  Duration period_;
  std::atomic<std::int64_t> next_{INT64_MIN};  // nanoseconds since boot
  std::atomic<std::uint64_t> held_{0};
};

}  // namespace cardea::observe
