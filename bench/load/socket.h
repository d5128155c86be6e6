// SPDX-License-Identifier: Apache-2.0
// The few socket calls of the load generator: an owned descriptor, a listener and a connection on
// loopback, and a message on its way out. Failures end the program with a sentence, because a
// measurement that cannot be set up has no result.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

namespace cardea::bench {

// Owns one descriptor and closes it.
class Socket {
 public:
  Socket() = default;
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Socket& operator=(Socket&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~Socket();

  int descriptor() const { return descriptor_; }

 private:
  int descriptor_ = -1;
};

// Prints the sentence with the current errno's text and exits with status 2.
[[noreturn]] void give_up(std::string_view what);

// A non-blocking listener on 127.0.0.1.
Socket listen_on(std::uint16_t port);

// Accepts one waiting connection, non-blocking and without delay; descriptor() is -1 if none waits.
Socket accept_from(const Socket& listener);

// A connection to 127.0.0.1, made within two seconds, then non-blocking; descriptor() is -1 if it
// was refused.
Socket connect_to(std::uint16_t port);

// Watches the descriptor for everything, edge-triggered; `tag` comes back with each event.
void watch(int epoll, int descriptor, std::uint64_t tag);

// What is still to be sent of a message that somebody else owns.
class Outgoing {
 public:
  // Sends as much as the socket takes; false if the connection is broken.
  bool start(int descriptor, std::string_view message) {
    rest_ = message;
    return resume(descriptor);
  }
  bool resume(int descriptor);

 private:
  std::string_view rest_;
};

}  // namespace cardea::bench
