// SPDX-License-Identifier: Apache-2.0
// A listener of its own for each pair, gone again when the pair is made.
#include "net/loopback.h"

#include <sys/socket.h>

#include <stdexcept>
#include <utility>

#include "net/bind.h"

namespace cardea::net {

Task<Loopback> make_loopback() {
  auto& core = *loop::Core::current();
  ListenOptions options;
  options.address = *Address::from_ip("127.0.0.1", 0);
  const auto listening = bind_and_listen(options);
  if (!listening) throw std::runtime_error(listening.error().detail);
  const auto address = bound_address(*listening);
  const auto never = loop::Deadline::never();
  auto connected = co_await Stream::connect(address, never);
  if (!connected) throw std::runtime_error(connected.error().detail);
  const auto peer = (*connected)->local();
  Descriptor accepted(::accept4(listening->get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  auto server = std::make_unique<Stream>(core, std::move(accepted), peer, Origin::client);
  co_return Loopback{std::move(*connected), std::move(server)};
}

}  // namespace cardea::net
