// SPDX-License-Identifier: Apache-2.0
// The machine's clocks, by clock_gettime (a few nanoseconds through the vDSO).
#include "base/time.h"

#include <ctime>

namespace cardea {
namespace {

Duration read(clockid_t id) {
  timespec at{};
  ::clock_gettime(id, &at);
  return std::chrono::seconds(at.tv_sec) + std::chrono::nanoseconds(at.tv_nsec);
}

class SystemClock final : public Clock {
 public:
  [[nodiscard]] BootTime boot() const override { return {read(CLOCK_BOOTTIME)}; }
  [[nodiscard]] WallTime wall() const override { return {read(CLOCK_REALTIME)}; }
};

}  // namespace

const Clock& system_clock() {
  static const SystemClock clock;
  return clock;
}

}  // namespace cardea
