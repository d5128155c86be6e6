// SPDX-License-Identifier: Apache-2.0
// The wheel: 512 lists, one for each coming tick; a deadline beyond the last waits there and is
// moved on when it comes up. A tick is a tenth of a second of the monotonic clock.
#include "loop/timer_wheel.h"

#include <algorithm>
#include <ctime>
#include <utility>

namespace cardea::loop {
namespace {

constexpr Duration tick = TimerWheel::tick_length;
/// Longer than the coarse clock lags behind (a jiffy), so that nothing fires early.
constexpr Duration coarseness = std::chrono::milliseconds(20);
constexpr Duration longest = std::chrono::years(10);

Duration coarse_now() {
  timespec at{};
  ::clock_gettime(CLOCK_MONOTONIC_COARSE, &at);
  return std::chrono::seconds(at.tv_sec) + std::chrono::nanoseconds(at.tv_nsec);
}

}  // namespace

Timeout::Timeout(TimerWheel& wheel, std::move_only_function<void()> expired)
    : wheel_(wheel), expired_(std::move(expired)) {}

void Timeout::set(Duration after) {
  wheel_.schedule(*this, after);
}

TimerWheel::TimerWheel(boost::asio::io_context& io) : timer_(io.get_executor()) {}

TimerWheel::~TimerWheel() {
  for (auto& slot : wheel_) slot.clear();
}

void TimerWheel::schedule(Timeout& timeout, Duration after) {
  const auto now = coarse_now();
  const auto due = now + std::clamp(after, Duration::zero(), longest) + coarseness;
  if (!ticking_) {
    visited_ = static_cast<std::uint64_t>(now / tick);
    ticking_ = true;
    sleep_one_tick();
  }
  timeout.due_ = std::max(static_cast<std::uint64_t>(due / tick) + 1, visited_ + 1);
  if (timeout.hook_.is_linked() && timeout.seen_ <= timeout.due_) return;
  timeout.hook_.unlink();
  link(timeout);
}

void TimerWheel::link(Timeout& timeout) {
  timeout.seen_ = std::min(timeout.due_, visited_ + slots - 1);
  wheel_[timeout.seen_ % slots].push_back(timeout);
}

void TimerWheel::sleep_one_tick() {
  timer_.expires_at(std::chrono::steady_clock::time_point(tick * (visited_ + 1)));
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) advance();
  });
}

void TimerWheel::advance() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  const auto reached = static_cast<std::uint64_t>(now / tick);
  while (visited_ < reached) visit(++visited_);
  ticking_ = !empty();
  if (ticking_) sleep_one_tick();
}

void TimerWheel::visit(std::uint64_t tick_number) {
  Slot due;
  due.swap(wheel_[tick_number % slots]);
  while (!due.empty()) {
    auto& timeout = due.front();
    due.pop_front();
    if (timeout.due_ == Timeout::never) continue;
    if (timeout.due_ > tick_number) {
      link(timeout);
      continue;
    }
    timeout.due_ = Timeout::never;
    timeout.expired_();
  }
}

std::size_t TimerWheel::size() const {
  std::size_t sum = 0;
  for (const auto& slot : wheel_) sum += slot.size();
  return sum;
}

bool TimerWheel::empty() const {
  return std::all_of(wheel_.begin(), wheel_.end(), [](const Slot& slot) { return slot.empty(); });
}

}  // namespace cardea::loop
