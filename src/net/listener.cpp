// SPDX-License-Identifier: Apache-2.0
// Accepting: everything that waits is taken at each wake-up. When the process runs out of
// descriptors one spare is given up to tell the first in the queue by closing it; the others wait.
#include "net/listener.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>

#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

#include "loop/event.h"
#include "loop/timer.h"
#include "net/bind.h"

namespace cardea::net {
namespace {

using Waitable = boost::asio::posix::basic_stream_descriptor<loop::Core::Executor>;

/// The connection died in the queue or a signal came: the next may be fine (accept(2)).
bool is_passing(int number) {
  return number == EINTR || number == ECONNABORTED || number == EPROTO || number == ENETDOWN ||
         number == EHOSTUNREACH || number == ENETUNREACH || number == ENOPROTOOPT;
}

// So many connections are accepted in a row; then others have their turn.
constexpr int most_in_a_row = 64;

Descriptor open_spare() {
  return Descriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC));
}

}  // namespace

struct Listener::Socket {
  Socket(loop::Core& core, Descriptor taken)
      : address(bound_address(taken)), waitable(core.executor(), taken.release()) {}
  Address address;
  Waitable waitable;
  Descriptor spare = open_spare();
  bool short_of_descriptors = false;
  int failure = 0;  ///< errno of the last accept
  loop::Event room{loop::Event::Kind::single};
};

Listener::Listener(loop::Core& core, const ListenOptions& options, std::unique_ptr<Socket> socket)
    : core_(core), options_(options), local_(socket->address), socket_(std::move(socket)) {}

Listener::~Listener() {
  stop();
}

Result<std::unique_ptr<Listener>> Listener::open(loop::Core& core, const ListenOptions& options) {
  auto bound = bind_and_listen(options);
  if (!bound) return fail(std::move(bound));
  auto socket = std::make_unique<Socket>(core, std::move(*bound));
  return std::make_unique<Listener>(core, options, std::move(socket));
}

Result<std::vector<std::unique_ptr<Listener>>> Listener::open_on_all(loop::Cores& cores,
                                                                     const ListenOptions& options) {
  if (auto free = check_nobody_listens(options.address); !free) return fail(std::move(free));
  std::vector<std::unique_ptr<Listener>> listeners;
  auto same = options;
  for (const auto& core : cores) {
    auto listener = open(*core, same);
    if (!listener) return fail(std::move(listener));
    same.address = (*listener)->local();
    listeners.push_back(std::move(*listener));
    if (same.address.is_unix()) break;
  }
  return listeners;
}

void Listener::stop() noexcept {
  if (!socket_->waitable.is_open()) return;
  boost::system::error_code ignored;
  socket_->waitable.close(ignored);
  if (local_.is_unix()) ::unlink(local_.host().c_str());
}

void Listener::connection_ended() {
  --connections_;
  if (connections_ + 1 == options_.max_connections) socket_->room.set();
}

Task<void> Listener::run(Accepted accepted, Notice notice) {
  int in_a_row = 0;
  while (socket_->waitable.is_open()) {
    if (options_.max_connections > 0 && connections_ >= options_.max_connections) {
      co_await socket_->room.wait();
      continue;
    }
    if (accept_one(accepted)) {
      if (std::exchange(socket_->short_of_descriptors, false))
        notice("accepting connections again");
      if (++in_a_row % most_in_a_row == 0) co_await loop::give_way();
      continue;
    }
    const int number = socket_->failure;
    if (number == EAGAIN) {
      auto& waitable = socket_->waitable;
      co_await waitable.async_wait(Waitable::wait_read, loop::no_throw);
    } else if (!is_passing(number)) {
      co_await sit_out_shortage(number, notice);
    }
  }
}

bool Listener::accept_one(const Accepted& accepted) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  auto* const raw = reinterpret_cast<sockaddr*>(&storage);
  const int listening = socket_->waitable.native_handle();
  Descriptor connected(::accept4(listening, raw, &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (!connected) {
    socket_->failure = errno;
    return false;
  }
  // An unnamed peer of a unix socket is named by the path it connected to.
  const auto peer = local_.is_unix() ? local_ : Address::from_sockaddr(raw, size);
  ++connections_;
  accepted(std::make_unique<Stream>(core_, std::move(connected), peer, Origin::client));
  return true;
}

Task<void> Listener::sit_out_shortage(int number, const Notice& notice) {
  if (!std::exchange(socket_->short_of_descriptors, true)) {
    notice(
        fmt::format("cannot accept connections on {}: {}; raise the limit of open files "
                    "(LimitNOFILE, ulimit -n) or lower the number of connections",
                    local_.text(), ::strerrordesc_np(number)));
  }
  if (socket_->spare) {
    socket_->spare.reset();
    const Descriptor shed(
        ::accept4(socket_->waitable.native_handle(), nullptr, nullptr, SOCK_CLOEXEC));
  }
  socket_->spare = open_spare();
  const auto pause = std::chrono::milliseconds(100);
  co_await loop::sleep_for(pause);
}

}  // namespace cardea::net
