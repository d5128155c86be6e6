// SPDX-License-Identifier: Apache-2.0
// Coarse timers for very many connections of which few ever expire: setting or moving a deadline
// is a look at the coarse clock and a store, no system call and no memory. One wheel a core ticks
// every 100 ms while anything is armed; a deadline fires never early and up to two ticks late. A
// deadline that moves later stays in its slot and is moved on when its slot comes up.
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/list.hpp>
#include <chrono>
#include <cstdint>
#include <functional>

#include "base/time.h"

namespace cardea::loop {

class TimerWheel;

/// One deadline with what to do when it passes. Belongs to the thread of its wheel, must die before
/// the wheel, and may be set or cleared, but not destroyed, from its own callback.
class Timeout {
 public:
  /// `expired` runs on the wheel's core, each time the deadline passes. It must not throw.
  Timeout(TimerWheel& wheel, std::move_only_function<void()> expired);
  Timeout(const Timeout&) = delete;
  Timeout& operator=(const Timeout&) = delete;
  ~Timeout() = default;

  /// Fires `after` from now at the earliest, 200 ms later at the latest; replaces what was set.
  void set(Duration after);
  /// Will not fire.
  void clear() noexcept { due_ = never; }
  [[nodiscard]] bool armed() const noexcept { return due_ != never; }

 private:
  friend class TimerWheel;
  using Hook = boost::intrusive::list_member_hook<
      boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;
  static constexpr std::uint64_t never = ~0ULL;

  TimerWheel& wheel_;
  std::move_only_function<void()> expired_;
  std::uint64_t due_ = never;   ///< the tick at which it fires
  std::uint64_t seen_ = never;  ///< the tick at which its slot is visited, while linked
  Hook hook_;
};

/// The wheel of one core.
class TimerWheel {
 public:
  static constexpr std::chrono::milliseconds tick_length{100};

  explicit TimerWheel(boost::asio::io_context& io);
  TimerWheel(const TimerWheel&) = delete;
  TimerWheel& operator=(const TimerWheel&) = delete;
  ~TimerWheel();

  /// How many timeouts are in the wheel, cleared ones that were not visited yet included.
  [[nodiscard]] std::size_t size() const;

 private:
  friend class Timeout;
  using Slot =
      boost::intrusive::list<Timeout,
                             boost::intrusive::member_hook<Timeout, Timeout::Hook, &Timeout::hook_>,
                             boost::intrusive::constant_time_size<false>>;
  static constexpr std::size_t slots = 512;

  void schedule(Timeout& timeout, Duration after);
  void link(Timeout& timeout);
  void sleep_one_tick();
  void advance();
  void visit(std::uint64_t tick);
  [[nodiscard]] bool empty() const;

  std::array<Slot, slots> wheel_;
  std::uint64_t visited_ = 0;  ///< the last tick (of the monotonic clock) whose slot was visited
  bool ticking_ = false;
  boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                    boost::asio::wait_traits<std::chrono::steady_clock>,
                                    boost::asio::io_context::executor_type>
      timer_;
};

}  // namespace cardea::loop
