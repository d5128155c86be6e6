// SPDX-License-Identifier: Apache-2.0
// A client is forgotten with its last place.
#include "issuer/waiting_room.h"

namespace cardea::issuer {

std::unique_ptr<WaitingRoom::Place> WaitingRoom::enter(std::uint64_t client) {
  const std::scoped_lock lock(mutex_);
  if (inside_ >= most) return nullptr;
  auto& own = of_client_[client];
  if (own >= most_of_one) return nullptr;
  ++own;
  ++inside_;
  return std::make_unique<Place>(shared_from_this(), client);
}

void WaitingRoom::leave(std::uint64_t client) {
  const std::scoped_lock lock(mutex_);
  --inside_;
  const auto at = of_client_.find(client);
  if (--at->second == 0) of_client_.erase(at);
}

std::size_t WaitingRoom::size() const {
  const std::scoped_lock lock(mutex_);
  return inside_;
}

}  // namespace cardea::issuer
