// SPDX-License-Identifier: Apache-2.0
// How many unknown credentials a client address may make the store look for. Each made-up key is
// another question to the store, because no memory of absences can hold all keys that do not exist;
// so an address that has named too many of them is refused without a question until time has
// passed. Credentials that exist cost nothing of it.
#pragma once

#include <cstdint>

#include "base/clock_cache.h"
#include "base/time.h"
#include "crypto/keyed_hash.h"
#include "net/address.h"

namespace cardea::identity {

/// One core's. Not thread-safe. Bounded in memory: an address that asked long ago is forgotten.
class MissBudget {
 public:
  struct Rate {
    double per_second = 50;  ///< refilled; 0: no limit
    double burst = 100;      ///< what an address has that was not seen lately
  };
  explicit MissBudget(Rate rate);

  /// Whether the store may be asked for a key that this client names. IPv6 clients count by their
  /// /64, because one of them has as many addresses as it likes.
  bool may_ask(const net::Address& client, BootTime now);
  /// The store had no such key.
  void missed(const net::Address& client, BootTime now);

 private:
  struct Bucket {
    double left;
    BootTime at;
  };
  [[nodiscard]] std::uint64_t place_of(const net::Address& client) const;
  [[nodiscard]] double left_in(const Bucket& bucket, BootTime now) const;

  Rate rate_;
  crypto::KeyedHash hash_;
  ClockCache<Bucket> buckets_;
};

}  // namespace cardea::identity
