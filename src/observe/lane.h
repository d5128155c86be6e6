// SPDX-License-Identifier: Apache-2.0
// Which core a thread is, as far as counting is concerned. A core's thread says so once at its
// start; from then on it alone writes its cells, so counting needs no atomic read-modify-write. All
// other threads share lane 0 and count with real atomic additions.
#pragma once

namespace cardea::observe {

/// Makes the calling thread core number `core` (from 0). Call once, at the start of the core's
/// thread; two threads must never enter the same core.
void enter_core(unsigned core);

namespace detail {
inline thread_local constinit unsigned current_lane = 0;
}

/// 0 for threads that are no core, otherwise the core's number + 1.
inline unsigned lane() {
  return detail::current_lane;
}

}  // namespace cardea::observe
