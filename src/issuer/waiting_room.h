// SPDX-License-Identifier: Apache-2.0
// How many requests may wait for the keys of one issuer, in all and from one client address:
// whoever makes up keys may hold some requests of his own for a few seconds, and nothing else.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>

namespace cardea::issuer {

/// Thread-safe; shared by those inside.
class WaitingRoom : public std::enable_shared_from_this<WaitingRoom> {
 public:
  static constexpr std::size_t most = 2048;
  static constexpr std::size_t most_of_one = 512;

  /// A place; given back when it dies.
  class Place {
   public:
    Place(std::shared_ptr<WaitingRoom> room, std::uint64_t client)
        : room_(std::move(room)), client_(client) {}
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place() { room_->leave(client_); }

   private:
    std::shared_ptr<WaitingRoom> room_;
    std::uint64_t client_;
  };

  /// `client` stands for an address. Null when the room, or the client's part of it, is full.
  std::unique_ptr<Place> enter(std::uint64_t client);

  [[nodiscard]] std::size_t size() const;

 private:
  void leave(std::uint64_t client);

  mutable std::mutex mutex_;
  std::size_t inside_ = 0;
  boost::unordered_flat_map<std::uint64_t, std::size_t> of_client_;
};

}  // namespace cardea::issuer
