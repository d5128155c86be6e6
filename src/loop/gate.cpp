// SPDX-License-Identifier: Apache-2.0
// Starting, watching and ending the coroutines of a gate. A Guest is one of them; it lives in the
// completion handler, so it goes with its coroutine whatever way that ends.
#include "loop/gate.h"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/intrusive/list.hpp>
#include <boost/system/system_error.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <new>
#include <utility>

#include "loop/timer.h"

namespace cardea::loop {

struct Gate::Guest
    : boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
  boost::asio::cancellation_signal cancel;
};

struct Gate::Guests {
  boost::intrusive::list<Guest, boost::intrusive::constant_time_size<false>> list;
};

Gate::Gate(Core& core, std::string name)
    : core_(core), name_(std::move(name)), guests_(std::make_unique<Guests>()) {}

Gate::~Gate() {
  if (inside_ > 0 && core_.running()) {
    constexpr const char* what = "a gate was destroyed with coroutines inside; ending the process";
    core_.report(name_, what);
    std::fprintf(stderr, "cardea: %s: %s\n", name_.c_str(), what);  // logs may not get that far
    std::abort();
  }
  guests_->list.clear();
}

bool Gate::spawn(Task<void> task) {
  if (closed_) return false;
  try {
    auto guest = std::make_unique<Guest>();
    auto* const raw = guest.get();
    guests_->list.push_back(*raw);
    auto ended = [this, guest = std::move(guest)](const std::exception_ptr& error) {
      left(guest.get(), error);
    };
    boost::asio::co_spawn(
        core_.executor(), std::move(task),
        boost::asio::bind_cancellation_slot(raw->cancel.slot(), std::move(ended)));
  } catch (const std::bad_alloc&) {
    core_.report(name_, "out of memory: a coroutine was not started");
    return false;
  }
  ++inside_;
  return true;
}

void Gate::left(Guest* guest, const std::exception_ptr& error) noexcept {
  guest->unlink();
  --inside_;
  try {
    if (error) std::rethrow_exception(error);
  } catch (const boost::system::system_error& escaped) {
    const bool cancelled = escaped.code() == boost::asio::error::operation_aborted;
    if (!cancelled || !closed_) core_.report(name_, escaped.what());
  } catch (const std::exception& escaped) {
    core_.report(name_, escaped.what());
  } catch (...) {
    core_.report(name_, "an unknown exception");
  }
  if (closed_ && inside_ == 0) empty_.set();
}

Task<void> Gate::close(Duration grace) {
  closed_ = true;
  if (inside_ == 0) empty_.set();
  auto patience = Deadline::in(grace);
  while (inside_ > 0) {
    co_await empty_.wait(patience);
    if (inside_ > 0) cancel_all();
    patience = Deadline::in(std::chrono::seconds(1));
  }
}

void Gate::cancel_all() {
  // Cancelling may run a coroutine to its end at once, which takes guests out of the list.
  std::vector<Guest*> guests;
  for (auto& guest : guests_->list) guests.push_back(&guest);
  for (auto* guest : guests) guest->cancel.emit(boost::asio::cancellation_type::terminal);
}

}  // namespace cardea::loop
