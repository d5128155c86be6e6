// SPDX-License-Identifier: Apache-2.0
// Two streams connected to each other over TCP on 127.0.0.1, for tests of everything that speaks
// over a Stream.
#pragma once

#include <memory>

#include "loop/core.h"
#include "loop/task.h"
#include "net/stream.h"

namespace cardea::net {

struct Loopback {
  std::unique_ptr<Stream> client;  ///< connected; its errors have the origin upstream
  std::unique_ptr<Stream> server;  ///< accepted; its errors have the origin client
};

/// Makes a pair on the current core. Throws std::runtime_error when the machine has no loopback.
Task<Loopback> make_loopback();

}  // namespace cardea::net
