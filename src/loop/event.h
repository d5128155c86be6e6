// SPDX-License-Identifier: Apache-2.0
// Something one part waits for and another announces, across threads: each waiter is resumed on
// its own core. Used to wait for a position, an answer or a shutdown.
#pragma once

#include <cstdint>
#include <memory>

#include "loop/task.h"
#include "loop/timer.h"

namespace cardea::loop {

/// Thread-safe. Waiters sit on single-threaded executors (cores). It may be destroyed once all
/// waiters have resumed, even while the thread that set it is still inside `set`.
class Event {
 public:
  enum class Kind : std::uint8_t {
    lasting,  ///< once set it lets everybody through until `reset`
    single,   ///< each `set` lets exactly one waiter through, the next to come if none waits
  };

  explicit Event(Kind kind = Kind::lasting);
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  ~Event() = default;

  /// Announces. From any thread.
  void set();
  /// Takes a `set` back that nobody has consumed.
  void reset();
  [[nodiscard]] bool is_set() const;

  /// Waits until set: true; until the deadline passed or the caller is cancelled: false. Resumes on
  /// the executor of the caller, at once without suspending when it is set already.
  Task<bool> wait(Deadline deadline = Deadline::never());

 private:
  struct Waiter;
  struct Waiting;
  struct Place;
  std::shared_ptr<Waiting> waiting_;
};

}  // namespace cardea::loop
