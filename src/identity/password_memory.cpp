// SPDX-License-Identifier: Apache-2.0
// A mark is found by its first eight bytes, which are as good as random, and compared whole.
#include "identity/password_memory.h"

#include <cstring>

#include "base/secret.h"

namespace cardea::identity {
namespace {

// What an entry costs: the mark, its place in the map and in the ring.
constexpr std::size_t entry_bytes = 128;

}  // namespace

std::uint64_t place_of(const PasswordMark& mark) {
  std::uint64_t place = 0;
  std::memcpy(&place, mark.data(), sizeof place);
  return place;
}

bool PasswordMemory::knows(const PasswordMark& mark, BootTime now) {
  const std::scoped_lock lock(mutex_);
  const Known* const known = marks_.find(place_of(mark));
  return known != nullptr && now < known->until &&
         equal_in_constant_time({known->mark.data(), known->mark.size()},
                                {mark.data(), mark.size()});
}

void PasswordMemory::remember(const PasswordMark& mark, BootTime until) {
  const std::scoped_lock lock(mutex_);
  marks_.put(place_of(mark), {mark, until}, entry_bytes);
}

std::size_t PasswordMemory::size() const {
  const std::scoped_lock lock(mutex_);
  return marks_.size();
}

}  // namespace cardea::identity
