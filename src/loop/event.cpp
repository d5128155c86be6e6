// SPDX-License-Identifier: Apache-2.0
// Each waiter sleeps on a timer of its own core; setting the event sends a message to that core
// which cancels the timer.
#include "loop/event.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <list>
#include <mutex>
#include <utility>

namespace cardea::loop {

struct Event::Waiter {
  explicit Waiter(const boost::asio::any_io_executor& executor) : timer(executor) {}
  boost::asio::steady_timer timer;
  bool let_through = false;  ///< guarded by the mutex
};

struct Event::Waiting {
  explicit Waiting(Kind what) : kind(what) {}

  void let_through(const std::shared_ptr<Waiter>& waiter) {
    waiter->let_through = true;
    boost::asio::post(waiter->timer.get_executor(), [waiter] { waiter->timer.cancel(); });
  }

  const Kind kind;
  std::mutex mutex;
  bool set = false;
  std::list<std::shared_ptr<Waiter>> waiters;
};

/// A place in the queue, given up when its owner goes, be it by cancellation or with its core.
struct Event::Place {
  Place(std::shared_ptr<Waiting> queue, std::shared_ptr<Waiter> who)
      : waiting(std::move(queue)), waiter(std::move(who)) {}
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() {
    const std::lock_guard lock(waiting->mutex);
    waiting->waiters.remove(waiter);
  }
  [[nodiscard]] bool let_through() const {
    const std::lock_guard lock(waiting->mutex);
    return waiter->let_through;
  }
  std::shared_ptr<Waiting> waiting;
  std::shared_ptr<Waiter> waiter;
};

Event::Event(Kind kind) : waiting_(std::make_shared<Waiting>(kind)) {}

void Event::set() {
  const auto waiting = waiting_;
  const std::lock_guard lock(waiting->mutex);
  if (waiting->kind == Kind::lasting) {
    waiting->set = true;
    for (const auto& waiter : waiting->waiters) waiting->let_through(waiter);
    waiting->waiters.clear();
  } else if (waiting->waiters.empty()) {
    waiting->set = true;
  } else {
    waiting->let_through(waiting->waiters.front());
    waiting->waiters.pop_front();
  }
}

void Event::reset() {
  const std::lock_guard lock(waiting_->mutex);
  waiting_->set = false;
}

bool Event::is_set() const {
  const std::lock_guard lock(waiting_->mutex);
  return waiting_->set;
}

Task<bool> Event::wait(Deadline deadline) {
  const auto waiting = waiting_;
  const auto executor = co_await boost::asio::this_coro::executor;
  const auto waiter = std::make_shared<Waiter>(executor);
  waiter->timer.expires_at(deadline.at());
  {
    const std::lock_guard lock(waiting->mutex);
    if (waiting->set) {
      waiting->set = waiting->kind == Kind::lasting;
      co_return true;
    }
    waiting->waiters.push_back(waiter);
  }
  const Place place(waiting, waiter);
  co_await waiter->timer.async_wait(no_throw);
  co_return place.let_through();
}

}  // namespace cardea::loop
