// SPDX-License-Identifier: Apache-2.0
// Signals by Asio's signal_set, whose own handler writes to a pipe that the core's loop reads.
#include "loop/signals.h"

namespace cardea::loop {

Signals::Signals(Core& core, std::initializer_list<int> signals) : signals_(core.io()) {
  for (const int number : signals) signals_.add(number);
}

Task<std::optional<int>> Signals::next() {
  const auto [error, number] = co_await signals_.async_wait(no_throw);
  if (error) co_return std::nullopt;
  co_return number;
}

void Signals::cancel() {
  signals_.cancel();
}

}  // namespace cardea::loop
