// SPDX-License-Identifier: Apache-2.0
// One core's idle connections to upstreams, kept for the next request to the same peer. A
// connection that the peer has closed, or on which it has spoken unasked (whatever that was would
// be taken for the answer to the next request), is not handed out but thrown away.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "http/h1/inbox.h"
#include "loop/timer_wheel.h"
#include "net/buffer_pool.h"
#include "net/stream.h"

namespace cardea::upstream {

/// Kong's upstream_keepalive_* settings.
struct PoolSettings {
  std::size_t pool_size = 512;  ///< idle connections kept per peer; 0: none is kept
  Duration idle_timeout = std::chrono::seconds(60);  ///< zero: no limit
  std::uint64_t max_requests = 10'000;               ///< per connection; 0: no limit
};

/// Whose idle connections are counted together: same address, same TLS settings.
struct PeerKey {
  net::Address address;
  std::uint64_t tls = 0;  ///< 0: plain; otherwise a number for TLS context and service's name

  friend bool operator==(const PeerKey&, const PeerKey&) = default;
};

/// One connection to an upstream with what was read ahead on it.
struct Connection {
  Connection(std::unique_ptr<net::Stream> to, net::BufferPool& buffers)
      : stream(std::move(to)), inbox(*stream, buffers) {}

  std::unique_ptr<net::Stream> stream;
  http::h1::Inbox inbox;
  std::string server_name;     ///< asked for by TLS; empty without
  std::uint64_t requests = 0;  ///< sent on it so far
  BootTime idle_since{};       ///< while it is in the pool
};

/// For its core's thread only.
class Pool {
 public:
  Pool(PoolSettings settings, loop::TimerWheel& timers);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// An idle connection that is fit for use and was made for `server_name` (empty without TLS), the
  /// one used last first; null when there is none. Clients may choose that name (`preserve_host`),
  /// so it is no part of the key: the most that are kept are of a peer, whatever names they bear.
  std::unique_ptr<Connection> take(const PeerKey& peer, std::string_view server_name);

  /// Keeps a connection whose exchange ended cleanly, or closes it when it has served its number of
  /// requests, the peer has enough of them, or it sent more than its answer.
  void give_back(const PeerKey& peer, std::unique_ptr<Connection> connection);

  [[nodiscard]] std::size_t idle() const { return idle_; }

 private:
  struct KeyHash {
    std::size_t operator()(const PeerKey& key) const {
      return hash_value(key.address) ^ static_cast<std::size_t>(key.tls * 0x9e3779b97f4a7c15);
    }
  };
  using Idle = std::vector<std::unique_ptr<Connection>>;  // the longest idle first

  void close_expired();

  PoolSettings settings_;
  boost::unordered_flat_map<PeerKey, Idle, KeyHash> peers_;
  std::size_t idle_ = 0;
  loop::Timeout sweep_;
};

}  // namespace cardea::upstream
