// SPDX-License-Identifier: Apache-2.0
// Accepts connections on one core. Every core has its own socket on the same address
// (SO_REUSEPORT), so that the kernel spreads connections and no core touches another's. Unix
// sockets have no such thing: the first core gets all of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "loop/core.h"
#include "loop/task.h"
#include "net/address.h"
#include "net/stream.h"

namespace cardea::net {

struct ListenOptions {
  Address address;  ///< port 0 takes a free one
  int backlog = 4096;
  bool defer_accept = false;  ///< TCP_DEFER_ACCEPT: wake only when the client has sent something
  std::size_t max_connections = 0;  ///< per core; 0: no limit. Beyond it accepting pauses
};

/// Told about conditions an operator should know (descriptors used up, and free again).
using Notice = std::function<void(std::string_view text)>;

/// One listening socket of one core.
class Listener {
 public:
  /// Takes the connection; called on the core. Spawn its session in a gate.
  using Accepted = std::function<void(std::unique_ptr<Stream>)>;

  /// Binds and listens. Refused with `conflict` (address in use), `forbidden` (the port needs a
  /// privilege) or `invalid` (no such local address), each saying what to do. A stale unix socket
  /// file is removed only when nobody answers on it; the file gets mode 0600.
  static Result<std::unique_ptr<Listener>> open(loop::Core& core, const ListenOptions& options);

  /// One listener on each core, all of one address (unix: on the first core alone); port 0 becomes
  /// the same real port everywhere. Fails when another process listens there already, although
  /// SO_REUSEPORT would allow it.
  static Result<std::vector<std::unique_ptr<Listener>>> open_on_all(loop::Cores& cores,
                                                                    const ListenOptions& options);
  struct Socket;
  /// For `open`.
  Listener(loop::Core& core, const ListenOptions& options, std::unique_ptr<Socket> socket);
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  /// Stops. `run` must have ended.
  ~Listener();

  /// Accepts until `stop` or cancelled. Spawn it in a gate of the same core.
  Task<void> run(Accepted accepted, Notice notice);
  /// Closes the socket, which ends `run`, and removes the file of a unix socket. On the core's
  /// thread, or while the core does not run.
  void stop() noexcept;

  /// The address with its real port.
  [[nodiscard]] const Address& local() const noexcept { return local_; }
  [[nodiscard]] loop::Core& core() noexcept { return core_; }

  /// Connections handed out that have not been told to have ended.
  [[nodiscard]] std::size_t connections() const noexcept { return connections_; }
  /// To be called when a session handed out has ended, on the core.
  void connection_ended();

 private:
  /// Accepts one; false when it could not, with the reason in the socket.
  bool accept_one(const Accepted& accepted);
  Task<void> sit_out_shortage(int number, const Notice& notice);

  loop::Core& core_;
  ListenOptions options_;
  Address local_;
  std::size_t connections_ = 0;
  std::unique_ptr<Socket> socket_;
};

}  // namespace cardea::net
