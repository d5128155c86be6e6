// SPDX-License-Identifier: Apache-2.0
// What happened to an idle connection the core's poller has noted, so a connection that has been
// read to its last byte is judged without a system call; any other is looked at.
#include "upstream/pool.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace cardea::upstream {
namespace {

constexpr Duration sweep_interval = std::chrono::seconds(1);

// Neither closed nor speaking unasked. Under TLS the peer may legitimately send records that carry
// no data (session tickets), so it is TLS that is asked for data.
bool is_quiet(Connection& connection) {
  if (!connection.inbox.unread().empty()) return false;
  if (connection.stream->drained()) return true;
  char byte = 0;
  if (!connection.stream->is_tls()) {
    const ssize_t got =
        ::recv(connection.stream->native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
  }
  const auto got = connection.stream->try_read({&byte, 1});
  return got && !*got;
}

}  // namespace

Pool::Pool(PoolSettings settings, loop::TimerWheel& timers)
    : settings_(settings), sweep_(timers, [this] { close_expired(); }) {}

Pool::~Pool() = default;

std::unique_ptr<Connection> Pool::take(const PeerKey& peer, std::string_view server_name) {
  const auto at = peers_.find(peer);
  if (at == peers_.end()) return nullptr;
  Idle& idle = at->second;
  for (std::size_t i = idle.size(); i-- > 0;) {
    if (idle[i]->server_name != server_name) continue;
    auto connection = std::move(idle[i]);
    idle.erase(idle.begin() + static_cast<std::ptrdiff_t>(i));
    --idle_;
    if (is_quiet(*connection)) return connection;
  }
  return nullptr;
}

void Pool::give_back(const PeerKey& peer, std::unique_ptr<Connection> connection) {
  if (settings_.pool_size == 0) return;
  if (settings_.max_requests != 0 && connection->requests >= settings_.max_requests) return;
  Idle& idle = peers_[peer];
  if (idle.size() >= settings_.pool_size) {
    idle.erase(idle.begin());
    --idle_;
  }
  connection->stream->never_expires();
  connection->inbox.release_if_empty();
  connection->idle_since = system_clock().boot();
  idle.push_back(std::move(connection));
  ++idle_;
  if (!sweep_.armed()) sweep_.set(sweep_interval);
}

void Pool::close_expired() {
  const BootTime now = system_clock().boot();
  for (auto at = peers_.begin(); at != peers_.end();) {
    Idle& idle = at->second;
    const auto fresh = std::ranges::find_if(idle, [&](const auto& connection) {
      return now - connection->idle_since < settings_.idle_timeout;
    });
    idle_ -= static_cast<std::size_t>(fresh - idle.begin());
    idle.erase(idle.begin(), fresh);
    if (idle.empty()) {
      peers_.erase(at++);
    } else {
      ++at;
    }
  }
  if (idle_ > 0) sweep_.set(sweep_interval);
}

}  // namespace cardea::upstream
