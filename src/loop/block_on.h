// SPDX-License-Identifier: Apache-2.0
// The bridge from a plain thread (main, a test) into the world of tasks: runs a task on a core and
// blocks until it has ended.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <utility>

#include "loop/core.h"
#include "loop/task.h"

namespace cardea::loop {

/// Runs `task` on the running `core` and returns its value or throws what it threw. Never call it
/// on a core's thread: that core would wait for itself.
template <class T>
T block_on(Core& core, Task<T> task) {
  auto future = boost::asio::co_spawn(core.executor(), std::move(task), boost::asio::use_future);
  return future.get();
}

}  // namespace cardea::loop
