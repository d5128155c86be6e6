// SPDX-License-Identifier: Apache-2.0
// The three ways to make an id, in Kong's formats. Results live in the arena.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/arena.h"
#include "base/time.h"
#include "plugin/exchange.h"
#include "plugins/correlation_id/settings.h"

namespace cardea::plugins::correlation_id {

/// A new random UUID: 36 characters.
std::string_view make_uuid_id(Arena& arena);

/// `UUID#1`, `UUID#2` ...: the UUID is this thread's own.
std::string_view make_counter_id(Arena& arena);

/// What a tracker names.
struct Tracker {
  std::string_view server_address;  ///< without port
  std::uint16_t server_port = 0;
  std::int64_t pid = 0;
  std::uint64_t connection = 0;  ///< its number in this process
  std::uint64_t requests = 0;    ///< begun on that connection
  WallTime at;  ///< shown in seconds, with three decimals, cut off; not before 1970
};

/// `10.0.0.1-8000-4711-15-2-1732500000.123`.
std::string_view write_tracker(const Tracker& tracker, Arena& arena);

/// By the setting.
std::string_view make_id(Generator generator, plugin::Exchange& exchange);

}  // namespace cardea::plugins::correlation_id
