// SPDX-License-Identifier: Apache-2.0
// A token bucket an address. Two addresses of one hash would share a bucket; the hash is keyed, so
// nobody can choose to.
#include "identity/miss_budget.h"

#include <algorithm>
#include <string_view>

namespace cardea::identity {
namespace {

constexpr std::size_t most_buckets = 16384;
constexpr std::size_t bucket_bytes = 64;
constexpr std::size_t network_bytes = 8;  // of an IPv6 address
// Answers that were already on their way put an address into debt, so that it cannot gain by asking
// much at once.
constexpr double deepest_debt = -2000;

}  // namespace

MissBudget::MissBudget(Rate rate) : rate_(rate), buckets_(most_buckets * bucket_bytes) {}

std::uint64_t MissBudget::place_of(const net::Address& client) const {
  auto bytes = client.ip_bytes();
  if (bytes.size() > network_bytes) bytes = bytes.first(network_bytes);
  return hash_({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

double MissBudget::left_in(const Bucket& bucket, BootTime now) const {
  const double passed = std::chrono::duration<double>(now - bucket.at).count();
  return std::min(rate_.burst, bucket.left + std::max(passed, 0.0) * rate_.per_second);
}

bool MissBudget::may_ask(const net::Address& client, BootTime now) {
  if (rate_.per_second <= 0) return true;
  const Bucket* const bucket = buckets_.find(place_of(client));
  return bucket == nullptr || left_in(*bucket, now) >= 1;
}

void MissBudget::missed(const net::Address& client, BootTime now) {
  if (rate_.per_second <= 0) return;
  const std::uint64_t place = place_of(client);
  Bucket* const bucket = buckets_.find(place);
  if (bucket == nullptr) return buckets_.put(place, {rate_.burst - 1, now}, bucket_bytes);
  *bucket = {std::max(left_in(*bucket, now) - 1, deepest_debt), now};
}

}  // namespace cardea::identity
