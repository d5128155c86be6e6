// SPDX-License-Identifier: Apache-2.0
// Watching a peer without reading: the poller says that something came, a look at the socket says
// what.
#include <sys/socket.h>

#include <cerrno>
#include <utility>

#include "net/stream.h"

namespace cardea::net {

void Stream::watch(std::move_only_function<void(PeerEvent)> happened) {
  watch_ = std::move(happened);
  readiness_.watch([this] { watched(); });
  if (readiness_.ended()) watched();
}

void Stream::unwatch() noexcept {
  readiness_.unwatch();
  watch_ = nullptr;
}

void Stream::watched() {
  auto seen = look();
  if (!seen) return readiness_.watch([this] { watched(); });
  if (*seen == PeerEvent::data && readiness_.ended()) seen = PeerEvent::ended;
  readiness_.unwatch();
  std::exchange(watch_, nullptr)(*seen);
}

bool Stream::is_quiet() {
  if (expired_ || cancelled_ || !is_open()) return false;
  if (!readiness_.quiet() && look()) return false;
  return !tls_ || !tls_holds_bytes();
}

std::optional<PeerEvent> Stream::look() {
  if (tls_) return look_tls();
  char byte = 0;
  const auto count = ::recv(socket_.get(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  if (count > 0) return PeerEvent::data;
  if (count == 0) return PeerEvent::ended;
  if (errno == EINTR) return look();
  if (errno != EAGAIN) return PeerEvent::reset;
  readiness_.exhausted(Way::read);
  return std::nullopt;
}

}  // namespace cardea::net
