// SPDX-License-Identifier: Apache-2.0
// SipHash (Aumasson, Bernstein 2012) with one round a word and three at the end.
#include "crypto/keyed_hash.h"

#include <bit>
#include <cstddef>
#include <cstring>

#include "base/uuid.h"

namespace cardea::crypto {
namespace {

struct State {
  std::uint64_t v0, v1, v2, v3;

  void round() {
    v0 += v1;
    v1 = std::rotl(v1, 13) ^ v0;
    v0 = std::rotl(v0, 32);
    v2 += v3;
    v3 = std::rotl(v3, 16) ^ v2;
    v0 += v3;
    v3 = std::rotl(v3, 21) ^ v0;
    v2 += v1;
    v1 = std::rotl(v1, 17) ^ v2;
    v2 = std::rotl(v2, 32);
  }

  void absorb(std::uint64_t word) {
    v3 ^= word;
    round();
    v0 ^= word;
  }
};

std::uint64_t load(const char* bytes, std::size_t count) {
  static_assert(std::endian::native == std::endian::little);
  std::uint64_t word = 0;
  if (count > 0) std::memcpy(&word, bytes, count);
  return word;
}

}  // namespace

KeyedHash::KeyedHash() {
  const std::string random = random_bytes(16);
  k0_ = load(random.data(), 8);
  k1_ = load(random.data() + 8, 8);
}

std::uint64_t KeyedHash::operator()(std::string_view bytes) const {
  State state{k0_ ^ 0x736f6d6570736575U, k1_ ^ 0x646f72616e646f6dU, k0_ ^ 0x6c7967656e657261U,
              k1_ ^ 0x7465646279746573U};
  const std::uint64_t length = static_cast<std::uint64_t>(bytes.size()) << 56U;
  while (bytes.size() >= 8) {
    state.absorb(load(bytes.data(), 8));
    bytes.remove_prefix(8);
  }
  state.absorb(length | load(bytes.data(), bytes.size()));
  state.v2 ^= 0xff;
  for (int i = 0; i < 3; ++i) state.round();
  return state.v0 ^ state.v1 ^ state.v2 ^ state.v3;
}

}  // namespace cardea::crypto
