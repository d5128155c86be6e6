// SPDX-License-Identifier: Apache-2.0
// Loopback sockets of the load generator. Nothing here waits longer than the two seconds of a
// connect.
#include "bench/load/socket.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace cardea::bench {
namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

void set_option(int descriptor, int level, int name, int value) {
  ::setsockopt(descriptor, level, name, &value, sizeof value);
}

void prepare(int descriptor) {
  set_option(descriptor, IPPROTO_TCP, TCP_NODELAY, 1);
  set_option(descriptor, SOL_SOCKET, SO_SNDBUF, 256 * 1024);
}

}  // namespace

Socket::~Socket() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void give_up(std::string_view what) {
  fmt::print(stderr, "spinner: {}: {}\n", what, std::strerror(errno));
  std::exit(2);
}

Socket listen_on(std::uint16_t port) {
  Socket listener(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  set_option(listener.descriptor(), SOL_SOCKET, SO_REUSEADDR, 1);
  const auto address = loopback(port);
  if (::bind(listener.descriptor(), reinterpret_cast<const sockaddr*>(&address), sizeof address) !=
          0 ||
      ::listen(listener.descriptor(), 1024) != 0) {
    give_up(fmt::format("cannot listen on 127.0.0.1:{}", port));
  }
  return listener;
}

Socket accept_from(const Socket& listener) {
  Socket accepted(::accept4(listener.descriptor(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (accepted.descriptor() >= 0) prepare(accepted.descriptor());
  return accepted;
}

Socket connect_to(std::uint16_t port) {
  Socket connection(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const timeval patience{.tv_sec = 2, .tv_usec = 0};
  ::setsockopt(connection.descriptor(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  const auto address = loopback(port);
  if (::connect(connection.descriptor(), reinterpret_cast<const sockaddr*>(&address),
                sizeof address) != 0) {
    return Socket{};
  }
  prepare(connection.descriptor());
  ::fcntl(connection.descriptor(), F_SETFL, O_NONBLOCK);
  return connection;
}

void watch(int epoll, int descriptor, std::uint64_t tag) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.u64 = tag;
  if (::epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) != 0) give_up("epoll_ctl");
}

bool Outgoing::resume(int descriptor) {
  while (!rest_.empty()) {
    const auto sent = ::send(descriptor, rest_.data(), rest_.size(), MSG_NOSIGNAL);
    if (sent < 0) return errno == EAGAIN;
    rest_.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

}  // namespace cardea::bench
