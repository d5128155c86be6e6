// SPDX-License-Identifier: Apache-2.0
// Carries the Admin API over HTTP/1.1: reads requests whole, writes answers whole, with limits on
// everything. It serves a few operators and scripts, not traffic, so it is written for clarity.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>

#include "admin/guard.h"
#include "admin/reply.h"
#include "base/time.h"
#include "http/date.h"
#include "http/h1/limits.h"
#include "loop/gate.h"
#include "loop/task.h"
#include "net/buffer_pool.h"
#include "net/stream.h"
#include "net/tls.h"
#include "observe/access_log.h"

namespace cardea::admin {

/// What is served on a listener, and to whom.
struct Door {
  std::function<Task<Reply>(const Call&)> serve;
  GuardSettings guard;
  bool open = false;  ///< no guard: the status listener, the Unix socket
  std::optional<net::TlsContext> tls{};
};

struct ServerSettings {
  std::string server;  ///< `cardea/0.1.0`
  std::size_t max_body = std::size_t{10} << 20U;
  std::size_t max_connections = 256;
  Duration timeout = std::chrono::seconds(60);  ///< for a request to come, and for an answer to go
  http::h1::Limits limits;
  observe::AccessLane* access =
      nullptr;  ///< where calls are written down; lives longer; null: nowhere
  /// What is written of a call's path; none: the path as it came.
  std::function<std::string(const Call& call)> path_in_log{};
};

class Server {
 public:
  Server(loop::Core& core, const Clock& clock, ServerSettings settings);

  /// Serves a connection of this door, which must outlive the server.
  void serve(std::unique_ptr<net::Stream> stream, const Door& door);

  /// Lets no more in, ends idle connections at once, busy ones after their answer, and what is left
  /// after `grace`.
  Task<void> close(Duration grace);

 private:
  class Connection;
  class Idle;
  Task<void> run(std::unique_ptr<net::Stream> stream, const Door& door);

  const Clock& clock_;
  ServerSettings settings_;
  net::BufferPool buffers_;
  http::DateLine date_;
  std::set<net::Stream*> idle_;  // connections between two requests
  bool closing_ = false;
  loop::Gate gate_;
};

}  // namespace cardea::admin
