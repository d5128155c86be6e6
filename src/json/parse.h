// SPDX-License-Identifier: Apache-2.0
// The only door by which JSON text comes in. RFC 8259, strictly, and with what that standard leaves
// open decided for a gateway: a member name may occur once in an object, a number must be finite
// (Boost's own parser turns 1e400 into Infinity, an `exp` that never comes), text is UTF-8, and
// depth, size and number of members have limits, because strangers write it.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.h"
#include "json/value.h"

namespace cardea::json {

/// What a text may need of us at most.
struct Limits {
  std::size_t bytes = 8U << 20U;    ///< length of the text
  std::size_t depth = 32;           ///< arrays and objects inside each other
  std::size_t members = 1'000'000;  ///< members and elements, all together
};

/// Reads exactly one JSON value; white space around it is allowed, anything else is not. The error
/// (kind invalid) names the byte offset and the reason, and quotes at most a member's name.
Result<Value> parse(std::string_view text, const Limits& limits = {});

/// The same for a text that must be an object.
Result<Object> parse_object(std::string_view text, const Limits& limits = {});

}  // namespace cardea::json
