// SPDX-License-Identifier: Apache-2.0
// Lanes are keyed hashes, so that nobody can look for addresses that share one with a victim.
#include "identity/lane.h"

#include <algorithm>

#include "crypto/keyed_hash.h"

namespace cardea::identity {

loop::FairQueue::Lane lane_of(const net::Address& client) {
  static const crypto::KeyedHash hash;
  constexpr std::size_t network = 8;  // bytes of an IPv6 address; IPv4 has fewer
  const auto bytes = client.ip_bytes();
  return hash({reinterpret_cast<const char*>(bytes.data()), std::min(bytes.size(), network)});
}

}  // namespace cardea::identity
