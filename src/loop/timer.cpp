// SPDX-License-Identifier: Apache-2.0
// Pauses by Asio's exact timers.
#include "loop/timer.h"

#include <algorithm>
#include <boost/asio/deferred.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

namespace cardea::loop {

Task<void> sleep_for(Duration duration) {
  const auto executor = co_await boost::asio::this_coro::executor;
  boost::asio::steady_timer timer(executor, duration);
  co_await timer.async_wait(no_throw);
}

Task<void> give_way() {
  const auto executor = co_await boost::asio::this_coro::executor;
  co_await boost::asio::post(executor, boost::asio::deferred);
}

Duration Deadline::remaining() const {
  if (is_never()) return Duration::max();
  return std::max(Duration::zero(), std::chrono::duration_cast<Duration>(at_ - Clock::now()));
}

}  // namespace cardea::loop
