// SPDX-License-Identifier: Apache-2.0
// Questions to DNS servers: c-ares writes and reads the packets, the core's loop watches its
// sockets and keeps its time. Nothing is remembered here; that is the resolver's part.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "loop/core.h"
#include "net/address.h"

namespace cardea::net {

struct ResolverOptions;

/// The channel of one core; for its thread only.
class DnsQueries {
 public:
  struct Found {
    std::vector<Address> addresses;  ///< not empty, port 0, IPv4 before IPv6
    Duration ttl{};                  ///< the shortest of the records
  };
  /// Errors: `absent` (no such name, or no address for it), `timeout`, `unavailable`.
  using Answer = Result<Found>;

  /// Fails with `invalid` when a server's address cannot be read.
  static Result<std::unique_ptr<DnsQueries>> make(loop::Core& core, const ResolverOptions& options);
  struct Channel;
  /// For `make`.
  explicit DnsQueries(std::shared_ptr<Channel> channel);
  DnsQueries(const DnsQueries&) = delete;
  DnsQueries& operator=(const DnsQueries&) = delete;
  /// Answers what is open with `unavailable`.
  ~DnsQueries();

  /// Asks for the addresses of `name`; `done` is called once, maybe before this returns.
  void ask(const std::string& name, std::move_only_function<void(Answer)> done);

 private:
  std::shared_ptr<Channel> channel_;
};

}  // namespace cardea::net
