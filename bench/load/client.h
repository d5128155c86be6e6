// SPDX-License-Identifier: Apache-2.0
// The client half of the load generator: a fixed number of keep-alive connections in a closed loop.
// Each sends the next prepared request head of a common rotation as soon as its last answer is
// complete and checked. A wrong answer or a broken connection counts as an error and the connection
// is made anew.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bench/load/answer.h"
#include "bench/load/histogram.h"
#include "bench/load/socket.h"

namespace cardea::bench {

struct Expectation {
  int status = 200;  // 0: any status, with any body
  std::size_t body_size = 0;

  bool allows(const AnswerHead& head) const {
    return status == 0 || (head.status == status && head.body_size == body_size);
  }
};

struct ClientCounts {
  std::uint64_t requests = 0;    // answered as expected
  std::uint64_t errors = 0;      // wrong answers, broken connections
  std::uint64_t reconnects = 0;  // after an answer that said `Connection: close`
};

class Client {
 public:
  // `heads` outlives the client. Events of connection n carry the tag n.
  Client(int epoll, std::uint16_t proxy_port, const std::vector<std::string>& heads,
         Expectation expected)
      : epoll_(epoll), proxy_port_(proxy_port), heads_(heads), expected_(expected) {}

  // Opens the connections and sends the first request on each.
  void start(std::size_t connections);

  // To be called for each event of connection `index`; `events` are epoll's bits.
  void on_event(std::size_t index, std::uint32_t events);

  // Forgets counts and latencies, not connections: the measured window starts here.
  void begin_window();

  const ClientCounts& counts() const { return counts_; }
  const Histogram& latencies() const { return latencies_; }
  // The start of the first answer that was wrong, or the reason why there was none.
  const std::string& first_error() const { return first_error_; }

 private:
  struct Connection {
    Socket socket;
    Outgoing outgoing;
    std::string partial_head;   // only when a head arrives in pieces
    std::size_t body_left = 0;  // of the answer that is being read
    bool in_body = false;
    bool closes = false;
    std::uint64_t sent_at = 0;  // nanoseconds, monotonic
  };

  void open(std::size_t index);
  void send_next(std::size_t index);
  void read_all(std::size_t index);
  // False if the connection was given up.
  bool consume(std::size_t index, std::string_view received);
  bool consume_head(std::size_t index, std::string_view& received);
  void complete(std::size_t index);
  void fail(std::size_t index, std::string_view reason);

  int epoll_;
  std::uint16_t proxy_port_;
  const std::vector<std::string>& heads_;
  Expectation expected_;
  std::vector<Connection> connections_;
  std::size_t next_head_ = 0;
  ClientCounts counts_;
  Histogram latencies_;
  std::string first_error_;
};

// Nanoseconds of the monotonic clock.
std::uint64_t now_ns();

}  // namespace cardea::bench
