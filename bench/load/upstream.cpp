// SPDX-License-Identifier: Apache-2.0
// Requests have no body, so a request is whatever ends with an empty line. Proxies do not pipeline
// to upstreams; one answer is on its way per connection.
#include "bench/load/upstream.h"

#include <fmt/core.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <string_view>

namespace cardea::bench {
namespace {

std::string prepared_answer(std::size_t body_size) {
  return fmt::format(
      "HTTP/1.1 200 OK\r\nServer: spinner\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\n"
      "Content-Type: application/octet-stream\r\nContent-Length: {}\r\n\r\n{}",
      body_size, std::string(body_size, 'x'));
}

constexpr std::string_view empty_line = "\r\n\r\n";

// How many heads end within `bytes`; `matched` carries the part of an empty line that a read ended
// in.
unsigned heads_ended(std::string_view bytes, std::size_t& matched) {
  unsigned ended = 0;
  if (matched == 0 && bytes.find(empty_line) == bytes.size() - empty_line.size()) return 1;
  for (const char next : bytes) {
    if (next == empty_line[matched]) {
      ++matched;
    } else {
      matched = next == '\r' ? 1 : 0;
    }
    if (matched == empty_line.size()) {
      matched = 0;
      ++ended;
    }
  }
  return ended;
}

}  // namespace

Upstream::Upstream(int epoll, std::uint16_t port, std::size_t body_size)
    : epoll_(epoll), listener_(listen_on(port)), answer_(prepared_answer(body_size)) {
  watch(epoll_, listener_.descriptor(), listener_tag);
}

void Upstream::on_listener() {
  for (;;) {
    auto accepted = accept_from(listener_);
    const int descriptor = accepted.descriptor();
    if (descriptor < 0) return;
    ++accepted_;
    watch(epoll_, descriptor, connection_bit | static_cast<std::uint64_t>(descriptor));
    connections_.try_emplace(descriptor).first->second.socket = std::move(accepted);
  }
}

void Upstream::on_connection(int descriptor, std::uint32_t events) {
  const auto found = connections_.find(descriptor);
  if (found == connections_.end()) return;
  auto& connection = found->second;
  const bool writes = (events & EPOLLOUT) == 0 || connection.outgoing.resume(descriptor);
  const bool reads =
      (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) == 0 || read_all(connection);
  if (!writes || !reads) connections_.erase(found);
}

bool Upstream::read_all(Connection& connection) {
  static std::array<char, 16384> scratch;
  const int descriptor = connection.socket.descriptor();
  for (;;) {
    const auto received = ::recv(descriptor, scratch.data(), scratch.size(), 0);
    if (received < 0) return errno == EAGAIN;
    if (received == 0) return false;
    const std::string_view bytes(scratch.data(), static_cast<std::size_t>(received));
    const auto complete = heads_ended(bytes, connection.matched);
    requests_ += complete;
    if (complete > 1) return false;
    if (complete == 1 && !connection.outgoing.start(descriptor, answer_)) return false;
    if (bytes.size() < scratch.size()) return true;
  }
}

}  // namespace cardea::bench
