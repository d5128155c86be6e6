// SPDX-License-Identifier: Apache-2.0
// A core's UUID and counter are its thread's: nothing is shared, and no id repeats within a
// process.
#include "plugins/correlation_id/generators.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <string>

#include "base/uuid.h"
#include "net/stream.h"

namespace cardea::plugins::correlation_id {
namespace {

// Above the longest: a path of a unix socket (107) and five numbers.
constexpr std::size_t most_text = 256;

std::int64_t own_pid() {
  static const auto pid = static_cast<std::int64_t>(::getpid());
  return pid;
}

template <class... Args>
std::string_view formatted(Arena& arena, fmt::format_string<Args...> form, Args&&... args) {
  char* const room = arena.take(most_text);
  const auto written = fmt::format_to_n(room, most_text, form, std::forward<Args>(args)...);
  return {room, std::min(written.size, most_text)};
}

}  // namespace

std::string_view make_uuid_id(Arena& arena) {
  return arena.copy(make_uuid());
}

std::string_view make_counter_id(Arena& arena) {
  static thread_local const std::string uuid = make_uuid();
  static thread_local std::uint64_t count = 0;
  return formatted(arena, "{}#{}", uuid, ++count);
}

std::string_view write_tracker(const Tracker& tracker, Arena& arena) {
  const auto whole = std::chrono::floor<std::chrono::milliseconds>(tracker.at.since_epoch).count();
  return formatted(arena, "{}-{}-{}-{}-{}-{}.{:03}", tracker.server_address, tracker.server_port,
                   tracker.pid, tracker.connection, tracker.requests, whole / 1000, whole % 1000);
}

std::string_view make_id(Generator generator, plugin::Exchange& exchange) {
  Arena& arena = exchange.arena();
  if (generator == Generator::uuid) return make_uuid_id(arena);
  if (generator == Generator::uuid_counter) return make_counter_id(arena);
  const plugin::Arrival& arrival = exchange.arrival();
  const plugin::Connection& connection = arrival.connection;
  const net::Address none;
  const net::Address& local = connection.stream != nullptr ? connection.stream->local() : none;
  return write_tracker({.server_address = arena.copy(local.host()),
                        .server_port = local.port(),
                        .pid = own_pid(),
                        .connection = connection.serial,
                        .requests = connection.requests,
                        .at = arrival.at},
                       arena);
}

}  // namespace cardea::plugins::correlation_id
