// SPDX-License-Identifier: Apache-2.0
// What happened to an idle connection the core's poller has noted, so one that has been still since
// the kernel was last asked is judged without a system call; any other is looked at.
#include "upstream/pool.h"

#include <utility>

namespace cardea::upstream {
namespace {

constexpr Duration sweep_interval = std::chrono::seconds(1);

// Neither closed nor speaking unasked.
bool is_fit(Connection& connection) {
  return connection.inbox.unread().empty() && connection.stream->is_quiet();
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
    if (is_fit(*connection)) return connection;
  }
  return nullptr;
}

void Pool::give_back(const PeerKey& peer, std::unique_ptr<Connection> connection) {
  if (settings_.pool_size == 0) return;
  if (settings_.max_requests != 0 && connection->requests >= settings_.max_requests) return;
  if (!connection->inbox.unread().empty()) return;
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
  const bool for_ever = settings_.idle_timeout == Duration::zero();
  for (auto at = peers_.begin(); at != peers_.end();) {
    Idle& idle = at->second;
    idle_ -= std::erase_if(idle, [&](const auto& connection) {
      const bool still = connection->stream->drained() || is_fit(*connection);
      return !still || (!for_ever && now - connection->idle_since >= settings_.idle_timeout);
    });
    if (idle.empty()) {
      peers_.erase(at++);
    } else {
      ++at;
    }
  }
  if (idle_ > 0) sweep_.set(sweep_interval);
}

}  // namespace cardea::upstream
