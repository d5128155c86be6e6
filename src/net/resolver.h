// SPDX-License-Identifier: Apache-2.0
// Names to addresses, by c-ares on the core's own loop: no thread blocks. Answers are kept for
// their TTL in a bounded cache of the core; one question at a time per name; an answer that ran out
// is served on for `stale` while it is asked anew. Literals and /etc/hosts are answered at once.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "loop/core.h"
#include "loop/task.h"
#include "net/address.h"

namespace cardea::net {

struct ResolverOptions {
  std::vector<std::string> servers;  ///< "ip" or "ip:port"; empty: those of /etc/resolv.conf
  std::string hosts_file = "/etc/hosts";
  bool ipv4 = true;                            ///< ask for A
  bool ipv6 = false;                           ///< ask for AAAA too; used after A
  Duration timeout = std::chrono::seconds(2);  ///< of one try
  int tries = 3;
  std::optional<Duration> valid_ttl;  ///< instead of the answer's TTL
  Duration stale = std::chrono::seconds(3600);
  Duration not_found_ttl = std::chrono::seconds(30);
  Duration error_ttl = std::chrono::seconds(1);
  std::size_t cache_size = 10'000;
};

/// The resolver of one core; for its thread only. Errors: `absent` (the name does not exist or has
/// no address: Kong's "name resolution failed"), `timeout` and `unavailable` (no answer); origin
/// upstream.
class Resolver {
 public:
  static Result<std::unique_ptr<Resolver>> make(loop::Core& core, ResolverOptions options);
  struct Parts;
  /// For `make`.
  explicit Resolver(std::unique_ptr<Parts> parts);
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;
  ~Resolver();

  /// One address of `host`, each call the next in turn; nothing when it would have to ask. Does not
  /// allocate when it is known. An answer past its TTL is served and refreshed behind.
  std::optional<Result<Address>> try_pick(std::string_view host, std::uint16_t port);
  /// The same, asking when it must.
  Task<Result<Address>> pick(std::string_view host, std::uint16_t port);

  /// All addresses of `host`, with the seconds until they should be asked for again.
  struct Answer {
    std::vector<Address> addresses;  ///< not empty
    Duration valid_for{};
  };
  Task<Result<Answer>> resolve(std::string_view host, std::uint16_t port);

  /// Queries sent so far (to tell cached answers apart).
  [[nodiscard]] std::uint64_t queries() const noexcept;
  [[nodiscard]] std::size_t cached() const noexcept;
  /// Forgets all answers.
  void clear();

 private:
  std::unique_ptr<Parts> parts_;
};

}  // namespace cardea::net
