// SPDX-License-Identifier: Apache-2.0
// The diagnostic log: what an operator reads when something is odd. One line an event with time,
// level, place in the source and text; or the same as a JSON object. Lines go through a bounded
// queue to a writer thread: when the sink is slow the oldest waiting lines are lost, and no core
// ever waits. Never give it a secret; base::Secret has no formatter, so that it would not compile.
#pragma once

#include <fmt/format.h>

#include <atomic>
#include <cstdint>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "base/result.h"

namespace cardea::observe {

/// Kong's (and nginx's) names, from talkative to grave. `notice` is the default.
enum class Severity : std::uint8_t { debug, info, notice, warn, error, crit };

std::string_view name(Severity severity);

/// By name; nginx's `alert` and `emerg` are read as `crit`. Empty for any other text.
std::optional<Severity> severity_named(std::string_view name);

/// How loud a failure is by its kind and origin (base/error.h).
Severity severity(const Error& error);

struct LogSettings {
  Severity level = Severity::notice;
  bool json = false;
  std::string file;  ///< empty: standard error
};

/// Starts the log of this process; before, lines of level `notice` and above go straight to
/// standard error. Fails, naming the file, when it cannot be opened.
Status start_log(const LogSettings& settings);

/// Writes what waits and stops the writer; lines after it go straight to standard error again.
void stop_log();

/// Opens the log's file anew (after it was rotated). Nothing to do for standard error.
Status reopen_log();

/// How many lines were lost because the sink was slow.
std::uint64_t log_lines_lost();

/// May be changed at any time from any thread.
void set_log_level(Severity level);
Severity log_level();

namespace detail {
inline std::atomic<Severity> threshold{Severity::notice};
void write_log(Severity severity, const std::source_location& place, std::string_view text);
[[noreturn]] void end_process(const std::source_location& place, std::string_view text);
}  // namespace detail

/// Whether a line of this severity would be written: ask before computing something dear for it.
inline bool is_logged(Severity severity) {
  return severity >= detail::threshold.load(std::memory_order_relaxed);
}

/// A format string, checked at compile time, and where it stands. Made implicitly by a literal.
template <class... Args>
struct Line {
  template <class Literal>
  consteval Line(const Literal& literal,  // NOLINT(google-explicit-constructor): that is its use
                 std::source_location at = std::source_location::current())
      : format(literal), place(at) {}

  fmt::format_string<Args...> format;
  std::source_location place;
};

template <class... Args>
void log(Severity severity, Line<std::type_identity_t<Args>...> line, Args&&... args) {
  if (!is_logged(severity)) return;
  detail::write_log(severity, line.place, fmt::format(line.format, std::forward<Args>(args)...));
}

/// `observe::warn("peer {} closed early", address)`, and so on.
template <class... Args>
void debug(Line<std::type_identity_t<Args>...> line, Args&&... args) {
  log<Args...>(Severity::debug, line, std::forward<Args>(args)...);
}
template <class... Args>
void info(Line<std::type_identity_t<Args>...> line, Args&&... args) {
  log<Args...>(Severity::info, line, std::forward<Args>(args)...);
}
template <class... Args>
void notice(Line<std::type_identity_t<Args>...> line, Args&&... args) {
  log<Args...>(Severity::notice, line, std::forward<Args>(args)...);
}
template <class... Args>
void warn(Line<std::type_identity_t<Args>...> line, Args&&... args) {
  log<Args...>(Severity::warn, line, std::forward<Args>(args)...);
}
template <class... Args>
void error(Line<std::type_identity_t<Args>...> line, Args&&... args) {
  log<Args...>(Severity::error, line, std::forward<Args>(args)...);
}
template <class... Args>
void crit(Line<std::type_identity_t<Args>...> line, Args&&... args) {
  log<Args...>(Severity::crit, line, std::forward<Args>(args)...);
}

/// A rule of this program itself is broken: writes the line at once, with its place, and aborts.
template <class... Args>
[[noreturn]] void broken(Line<std::type_identity_t<Args>...> line, Args&&... args) {
  detail::end_process(line.place, fmt::format(line.format, std::forward<Args>(args)...));
}

}  // namespace cardea::observe
