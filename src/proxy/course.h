// SPDX-License-Identifier: Apache-2.0
// How far a request came without waiting. Most requests wait once, for the upstream's answer, and
// the session does that waiting itself, so that it costs no coroutine frames; whatever else has to
// wait becomes a coroutine that carries the request to its end.
#pragma once

#include <cstdint>
#include <variant>

#include "loop/task.h"

namespace cardea::proxy {

enum class Pause : std::uint8_t {
  over,    ///< the request has ended
  answer,  ///< wait until the upstream can be read, then resume
};

/// To be awaited where it is made, if it holds a Task: that runs to the request's end.
using Course = std::variant<Pause, Task<void>>;

}  // namespace cardea::proxy
