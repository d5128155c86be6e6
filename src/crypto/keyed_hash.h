// SPDX-License-Identifier: Apache-2.0
// SipHash-1-3 under a random key: a hash that strangers cannot aim at, for tables whose keys
// strangers choose (remembered tokens, API keys in memory). Never a proof that two texts are equal:
// compare them too.
#pragma once

#include <cstdint>
#include <string_view>

namespace cardea::crypto {

/// One key; every object made without arguments has its own random one.
class KeyedHash {
 public:
  KeyedHash();
  KeyedHash(std::uint64_t k0, std::uint64_t k1) : k0_(k0), k1_(k1) {}

  [[nodiscard]] std::uint64_t operator()(std::string_view bytes) const;

 private:
  std::uint64_t k0_;
  std::uint64_t k1_;
};

}  // namespace cardea::crypto
