// SPDX-License-Identifier: Apache-2.0
// Something one part waits for and another announces, across threads: each waiter is resumed on
// its own core. Used to wait for a position, an answer or a shutdown.
#pragma once

#include <cstdint>
#include <memory>

#include "loop/task.h"
#include "loop/timer.h"

namespace cardea::loop {

/// Thread-safe. Must outlive its waiters.
class Event {
 public:
  enum class Kind : std::uint8_t {
    lasting,  ///< once set it lets everybody through until `reset`
    single,   ///< each `set` lets exactly one waiter through, the next to come if none waits
  };

  explicit Event(Kind kind = Kind::lasting);
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  ~Event();

  /// Announces. From any thread.
  void set();
  /// Takes a `set` back that nobody has consumed.
  void reset();
  [[nodiscard]] bool is_set() const;

  /// Waits until set: true; or until the deadline: false. Resumes on the executor of the caller,
  /// at once without suspending when it is set already.
  Task<bool> wait(Deadline deadline = Deadline::never());

 private:
  struct Waiter;
  struct Waiters;
  std::unique_ptr<Waiters> waiters_;
};

}  // namespace cardea::loop
