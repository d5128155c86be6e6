// SPDX-License-Identifier: Apache-2.0
// One receive and one send a request on the common path: an answer that fits into the scratch
// buffer is checked where it lies, and a short read is taken as "drained" (the sockets are
// edge-triggered, and a hang-up has its own event).
#include "bench/load/client.h"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <ctime>

namespace cardea::bench {
namespace {

constexpr std::uint64_t errors_tolerated = 1000;

}  // namespace

std::uint64_t now_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000U +
         static_cast<std::uint64_t>(now.tv_nsec);
}

void Client::start(std::size_t connections) {
  connections_.resize(connections);
  for (std::size_t i = 0; i < connections; ++i) open(i);
}

void Client::begin_window() {
  counts_ = {};
  latencies_.clear();
  first_error_.clear();
}

void Client::open(std::size_t index) {
  auto& connection = connections_[index];
  connection = Connection{};
  connection.socket = connect_to(proxy_port_);
  if (connection.socket.descriptor() < 0) give_up("cannot connect to the proxy");
  watch(epoll_, connection.socket.descriptor(), index);
  connection.sent_at = now_ns();
  send_next(index);
}

void Client::send_next(std::size_t index) {
  auto& connection = connections_[index];
  const auto& head = heads_[next_head_];
  next_head_ = next_head_ + 1 == heads_.size() ? 0 : next_head_ + 1;
  if (!connection.outgoing.start(connection.socket.descriptor(), head)) {
    fail(index, "the proxy refused a request");
  }
}

void Client::on_event(std::size_t index, std::uint32_t events) {
  auto& connection = connections_[index];
  if ((events & EPOLLOUT) != 0 && !connection.outgoing.resume(connection.socket.descriptor())) {
    return fail(index, "the proxy closed the connection while a request was sent");
  }
  if ((events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) read_all(index);
}

void Client::read_all(std::size_t index) {
  static std::array<char, 65536> scratch;
  for (;;) {
    const auto received =
        ::recv(connections_[index].socket.descriptor(), scratch.data(), scratch.size(), 0);
    if (received < 0 && errno == EAGAIN) return;
    if (received <= 0) return fail(index, "the proxy closed the connection before it answered");
    const auto size = static_cast<std::size_t>(received);
    if (!consume(index, {scratch.data(), size}) || size < scratch.size()) return;
  }
}

bool Client::consume(std::size_t index, std::string_view received) {
  auto& connection = connections_[index];
  if (!connection.in_body && !consume_head(index, received)) return false;
  if (!connection.in_body) return true;
  if (received.size() > connection.body_left) {
    fail(index, "the proxy sent more than its Content-Length");
    return false;
  }
  connection.body_left -= received.size();
  if (connection.body_left == 0) complete(index);
  return true;
}

bool Client::consume_head(std::size_t index, std::string_view& received) {
  auto& connection = connections_[index];
  const auto earlier = connection.partial_head.size();
  if (earlier > 0) connection.partial_head += received;
  const auto all = earlier > 0 ? std::string_view(connection.partial_head) : received;
  const auto head = read_answer_head(all);
  if (!head) {
    connection.partial_head = std::string(all);
    return true;
  }
  if (!expected_.allows(*head)) {
    fail(index, all.substr(0, 300));
    return false;
  }
  received.remove_prefix(head->head_size - earlier);
  connection.in_body = true;
  connection.closes = head->closes;
  connection.body_left = head->body_size;
  return true;
}

void Client::complete(std::size_t index) {
  auto& connection = connections_[index];
  const auto now = now_ns();
  latencies_.record(now - connection.sent_at);
  ++counts_.requests;
  if (connection.closes) {
    ++counts_.reconnects;
    return open(index);
  }
  connection.in_body = false;
  connection.partial_head.clear();
  connection.sent_at = now;
  send_next(index);
}

void Client::fail(std::size_t index, std::string_view reason) {
  if (first_error_.empty()) first_error_ = reason;
  if (++counts_.errors > errors_tolerated) {
    errno = EPROTO;
    give_up("more than 1000 errors, the first: " + first_error_);
  }
  open(index);
}

}  // namespace cardea::bench
