// SPDX-License-Identifier: Apache-2.0
// Growth by doubling, from a first room that holds an ordinary head.
#include "http/buffer.h"

#include <algorithm>
#include <charconv>

namespace cardea::http {
namespace {

constexpr std::size_t first_room = 1024;
constexpr std::size_t digits_of_64_bits = 20;

}  // namespace

void Buffer::append_number(std::uint64_t number) {
  char* at = prepare(digits_of_64_bits);
  commit(static_cast<std::size_t>(std::to_chars(at, at + digits_of_64_bits, number).ptr - at));
}

void Buffer::grow(std::size_t count) {
  const auto room = std::max({first_room, capacity_ * 2, size_ + count});
  auto bytes = std::make_unique_for_overwrite<char[]>(room);
  if (size_ != 0) std::memcpy(bytes.get(), bytes_.get(), size_);
  bytes_ = std::move(bytes);
  capacity_ = room;
}

}  // namespace cardea::http
