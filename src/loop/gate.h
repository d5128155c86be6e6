// SPDX-License-Identifier: Apache-2.0
// A Gate owns the coroutines that were started through it, so that nothing runs on after what it
// uses is gone. Closing it lets no new one in, gives those inside a grace to end by themselves,
// cancels the rest and waits until all are gone. Every co_spawn of the house is in
// gate.cpp, but for block_on.h, which waits itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>

#include "base/time.h"
#include "loop/core.h"
#include "loop/event.h"
#include "loop/task.h"

namespace cardea::loop {

/// The coroutines of one purpose on one core. All functions are for that core's thread, and for any
/// before the core starts. An exception that escapes a coroutine ends it alone and is reported to
/// the core as a fault under the gate's name; cancellation of a closing gate is no fault.
class Gate {
 public:
  /// `name` appears in fault reports. The core must outlive the gate.
  Gate(Core& core, std::string name);
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;
  /// Ends the process when coroutines are still inside while the core runs: close it first.
  ~Gate();

  /// Starts a task on the core; it first runs after the caller returned to the loop. False when the
  /// gate is closed or memory is short: then the task is dropped, unstarted.
  bool spawn(Task<void> task);

  /// Lets no new task in, waits up to `grace` for those inside, cancels what is left (again and
  /// again, each second) and returns when none is left. May be awaited several times. Must not be
  /// awaited by a coroutine inside this gate.
  Task<void> close(Duration grace);

  [[nodiscard]] bool closed() const noexcept { return closed_; }
  [[nodiscard]] std::size_t size() const noexcept { return inside_; }
  [[nodiscard]] Core& core() noexcept { return core_; }

 private:
  struct Guest;
  struct Guests;

  void left(Guest* guest, const std::exception_ptr& error) noexcept;
  void cancel_all();

  Core& core_;
  std::string name_;
  std::unique_ptr<Guests> guests_;
  Event empty_;
  std::size_t inside_ = 0;
  bool closed_ = false;
};

}  // namespace cardea::loop
