// SPDX-License-Identifier: Apache-2.0
// The order within a step is the protocol: evict, publish, remember the position, wake who waited
// for it.
#include "cluster/follower.h"

#include <algorithm>
#include <boost/system/system_error.hpp>
#include <exception>
#include <utility>

#include "loop/timer.h"
#include "observe/log.h"

namespace cardea::cluster {
namespace {

constexpr Duration poll_interval = std::chrono::seconds(1);
constexpr Duration pause_after_failure = std::chrono::milliseconds(200);

}  // namespace

Follower::Follower(Parts parts) : parts_(std::move(parts)) {}

Task<Status> Follower::step() {
  const BootTime sent = parts_.clock.boot();
  const std::uint64_t claim = feed_.next_claim();
  auto acknowledged = feed_.acknowledged();
  auto reply = co_await parts_.store.poll(claim, std::move(acknowledged));
  if (!reply) {
    remember_failure(reply.error());
    co_return fail(std::move(reply));
  }
  const FeedStep step = feed_.on_reply(std::move(*reply));
  evict(step);
  auto published = co_await parts_.publish(step);
  if (!published) {
    remember_failure(published.error());
    co_return fail(std::move(published));
  }
  acknowledge(step, sent);
  co_return Status{};
}

Task<void> Follower::run() {
  for (;;) {
    bool done = false;
    try {
      const auto stepped = co_await step();
      done = stepped.has_value();
    } catch (const boost::system::system_error&) {
      throw;  // cancelled: the gateway ends
    } catch (const std::exception& error) {
      // Whatever it was, it must not end the following: nothing would be revoked any more.
      remember_failure(Error::internal(error.what()));
    }
    if (done) {
      co_await parts_.store.wait_for_change(poll_interval);
    } else {
      co_await loop::sleep_for(pause_after_failure);
    }
  }
}

Task<Status> Follower::in_force(store::Receipt receipt, Duration patience) {
  const auto reached = std::make_shared<loop::Event>();
  {
    const std::scoped_lock lock(mutex_);
    if (position_.covers(receipt)) co_return Status{};
    waiters_.push_back({receipt, reached});
  }
  const auto deadline = loop::Deadline::in(patience);
  const bool in_time = co_await reached->wait(deadline);
  if (in_time) co_return Status{};
  const std::scoped_lock lock(mutex_);
  std::erase_if(waiters_, [&](const Waiter& one) { return one.reached == reached; });
  co_return fail(
      Error::timeout("the write is durable, but this node could not bring it into force in time: " +
                         facts_.problem,
                     Origin::store));
}

FollowerFacts Follower::facts() const {
  const std::scoped_lock lock(mutex_);
  return facts_;
}

void Follower::evict(const FeedStep& step) {
  if (step.forget_everything) {
    parts_.cache.clear();
    return;
  }
  for (const store::Event& event : step.events) {
    if (event.op == store::Event::Op::forget) {
      parts_.cache.clear();
    } else {
      parts_.cache.evict(kind_of(event.kind, event.field), event.value);
    }
  }
}

void Follower::acknowledge(const FeedStep& step, BootTime sent) {
  feed_.applied(step);
  const std::scoped_lock lock(mutex_);
  position_ = step.position;
  facts_.caught_up = true;
  facts_.confirmed = sent;
  facts_.problem.clear();
  ++facts_.steps;
  std::erase_if(waiters_, [&](const Waiter& one) {
    if (!position_.covers(one.receipt)) return false;
    one.reached->set();
    return true;
  });
}

void Follower::remember_failure(const Error& error) {
  const std::scoped_lock lock(mutex_);
  if (facts_.problem != error.detail) {
    observe::error("cannot follow the store: {}", error.detail);
  }
  facts_.problem = error.detail;
  ++facts_.failures;
}

}  // namespace cardea::cluster
