// SPDX-License-Identifier: Apache-2.0
// How much of a head a stranger may make us hold. Beyond a limit the head is refused, never cut.
#pragma once

#include <cstdint>

namespace cardea::http::h1 {

struct Limits {
  std::uint32_t head_bytes = 32768;   ///< start line, fields and the empty line together
  std::uint32_t target_bytes = 8192;  ///< the request target alone: 414 beyond
  std::uint32_t fields = 100;         ///< at most Fields::capacity
};

}  // namespace cardea::http::h1
