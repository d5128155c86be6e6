// SPDX-License-Identifier: Apache-2.0
// Access lines on their way from the cores to a file. Each core has a ring of bytes that it alone
// fills and the one writer thread alone empties, every 200 ms or when a ring is half full. A core
// never waits and never makes a system call but the rare wake-up: when the sink is slow and the
// ring full, the line is dropped and counted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "base/time.h"
#include "observe/json_line.h"

namespace cardea::observe {

/// Where access lines go: `off`, `/dev/stdout` (or `stdout`), `/dev/stderr`, or a file that is
/// appended to.
struct AccessTarget {
  std::string path = "off";
};

/// One core's end. Only that core's thread may call it.
class AccessLane {
 public:
  /// Whether lines are wanted at all; when false building them is wasted work, though harmless.
  [[nodiscard]] bool is_on() const;

  /// A fresh line in this core's own memory (16 KiB). Valid until the next `begin`.
  JsonLine begin();

  /// Ends the line and queues it whole, or drops and counts it when the ring is full.
  void commit(JsonLine& line);

 private:
  friend class AccessLog;
  struct Ring;
  explicit AccessLane(std::shared_ptr<Ring> ring) : ring_(std::move(ring)) {}
  std::shared_ptr<Ring> ring_;  // shared with the writer
};

/// Owns the rings and the writer thread. Stop the cores before it is destroyed.
class AccessLog {
 public:
  /// Fails, naming the file and what to do, when it cannot be opened. `ring_bytes` a core, a power
  /// of two.
  static Result<std::unique_ptr<AccessLog>> start(const AccessTarget& target, unsigned cores,
                                                  std::size_t ring_bytes = std::size_t{1} << 20);
  /// Writes what waits, for at most a second, then stops.
  ~AccessLog();
  AccessLog(const AccessLog&) = delete;
  AccessLog& operator=(const AccessLog&) = delete;

  /// The lane of core `core` (from 0). Lives as long as the log.
  AccessLane& lane(unsigned core);

  /// Asks the writer to open the file anew (rotation). When that fails it goes on with the old one
  /// and says so in the diagnostic log. Thread-safe.
  void reopen();

  /// Waits until every line committed before this call was written, or `patience` has passed;
  /// whether it was.
  bool flush(Duration patience);

  [[nodiscard]] std::uint64_t lines_written() const;
  [[nodiscard]] std::uint64_t lines_dropped() const;

 private:
  struct State;
  explicit AccessLog(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace cardea::observe
