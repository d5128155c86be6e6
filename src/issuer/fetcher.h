// SPDX-License-Identifier: Apache-2.0
// Fetches keys in the background: one for the process, on one core, a few fetches at a time. No
// request ever fetches; it wakes the fetcher and waits for what comes of it.
#pragma once

#include "http/h1/client.h"
#include "issuer/registry.h"
#include "loop/gate.h"
#include "loop/task.h"

namespace cardea::issuer {

class Fetcher {
 public:
  /// Fetches under way at once.
  static constexpr std::size_t most_at_once = 16;

  struct Parts {
    Registry& registry;
    http::h1::Client& client;
    const Clock& clock;
    loop::Gate& gate;  ///< of the core on which it runs; ends its fetches
  };
  explicit Fetcher(Parts parts) : parts_(parts) {}

  /// Fetches what is due until it is cancelled. Spawn it in the gate.
  Task<void> run();

 private:
  class Flight;
  Task<void> fetch(Registry::Job job);

  Parts parts_;
  std::size_t under_way_ = 0;
};

}  // namespace cardea::issuer
