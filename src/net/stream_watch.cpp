// SPDX-License-Identifier: Apache-2.0
// Watching a peer without reading. The wait's handler may run after the stream has died, so it
// holds a Watch of its own, which the dying stream empties.
#include <sys/socket.h>

#include <cerrno>
#include <utility>

#include "net/stream.h"

namespace cardea::net {

struct Stream::Watch {
  Stream* stream = nullptr;  ///< null when called off
  bool waiting = false;      ///< a wait is on its way
  std::move_only_function<void(PeerEvent)> happened;
};

void Stream::watch(std::move_only_function<void(PeerEvent)> happened) {
  if (!watch_) watch_ = std::make_shared<Watch>();
  watch_->stream = this;
  watch_->happened = std::move(happened);
  if (!watch_->waiting) arm_watch();
}

void Stream::unwatch() noexcept {
  if (watch_) watch_->stream = nullptr;
}

void Stream::arm_watch() {
  watch_->waiting = true;
  socket_.async_wait(Socket::wait_read, [watch = watch_](const boost::system::error_code&) {
    watch->waiting = false;
    auto* const stream = watch->stream;
    if (stream == nullptr || !stream->is_open()) return;
    const auto seen = stream->look();
    if (!seen) return stream->arm_watch();
    watch->stream = nullptr;
    watch->happened(*seen);
  });
}

std::optional<PeerEvent> Stream::look() {
  if (tls_) return look_tls();
  char byte = 0;
  const auto count = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  if (count > 0) return PeerEvent::data;
  if (count == 0) return PeerEvent::ended;
  if (errno == EAGAIN || errno == EINTR) return std::nullopt;
  return PeerEvent::reset;
}

}  // namespace cardea::net
