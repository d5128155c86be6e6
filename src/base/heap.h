// SPDX-License-Identifier: Apache-2.0
// What a piece of the heap costs, for budgets that are to mean real memory: the allocator (glibc's,
// on 64 bits) adds a word to each piece, rounds up to 16 bytes and gives no less than 32.
#pragma once

#include <algorithm>
#include <cstddef>

namespace cardea {

/// Bytes that an allocation of `size` bytes takes; 0 for none.
constexpr std::size_t heap_bytes(std::size_t size) {
  if (size == 0) return 0;
  return std::max<std::size_t>((size + 8 + 15) / 16 * 16, 32);
}

/// The same for an object made by make_shared.
template <class T>
constexpr std::size_t shared_heap_bytes() {
  constexpr std::size_t control_block = 16;
  return heap_bytes(sizeof(T) + control_block);
}

}  // namespace cardea
