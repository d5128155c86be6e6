// SPDX-License-Identifier: Apache-2.0
// A thread's lane, set once.
#include "observe/lane.h"

namespace cardea::observe {

void enter_core(unsigned core) {
  detail::current_lane = core + 1;
}

}  // namespace cardea::observe
