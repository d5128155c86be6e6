// SPDX-License-Identifier: Apache-2.0
// The signals a service is told things by: SIGTERM and SIGINT (end), SIGHUP (reload).
#pragma once

#include <boost/asio/signal_set.hpp>
#include <initializer_list>
#include <optional>

#include "loop/core.h"
#include "loop/task.h"

namespace cardea::loop {

/// Catches signals for the process on one core. One such object at a time per signal.
class Signals {
 public:
  explicit Signals(Core& core, std::initializer_list<int> signals = {SIGTERM, SIGINT, SIGHUP});

  /// The number of the next signal, or none when cancelled.
  Task<std::optional<int>> next();

  /// Ends a waiting `next`. On the core's thread.
  void cancel();

 private:
  boost::asio::signal_set signals_;
};

}  // namespace cardea::loop
