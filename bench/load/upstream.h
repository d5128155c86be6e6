// SPDX-License-Identifier: Apache-2.0
// The upstream half of the load generator: answers each request head with the same prepared bytes.
// It lives in the client's process, so that one core that never sleeps serves both sides and the
// proxy alone decides the pace.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include "bench/load/socket.h"

namespace cardea::bench {

class Upstream {
 public:
  // Listens on the port and answers 200 with `body_size` bytes. Events of the listener carry
  // `listener_tag`, those of connections their descriptor with `connection_bit` set.
  static constexpr std::uint64_t connection_bit = 1ULL << 40;
  static constexpr std::uint64_t listener_tag = 1ULL << 41;

  Upstream(int epoll, std::uint16_t port, std::size_t body_size);

  void on_listener();
  void on_connection(int descriptor, std::uint32_t events);

  std::uint64_t requests() const { return requests_; }
  std::uint64_t accepted() const { return accepted_; }

 private:
  struct Connection {
    Socket socket;
    Outgoing outgoing;
    std::size_t matched = 0;  // bytes of an empty line that the last read ended in
  };

  // False if the connection is over.
  bool read_all(Connection& connection);

  int epoll_;
  Socket listener_;
  std::string answer_;
  std::unordered_map<int, Connection> connections_;
  std::uint64_t requests_ = 0;
  std::uint64_t accepted_ = 0;
};

}  // namespace cardea::bench
