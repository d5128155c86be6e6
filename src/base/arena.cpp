// SPDX-License-Identifier: Apache-2.0
// Blocks of one size in a row, and single larger takes beside them.
#include "base/arena.h"

namespace cardea {

char* Arena::take(std::size_t count) {
  constexpr std::size_t alignment = alignof(std::max_align_t);
  count = (count + alignment - 1) / alignment * alignment;
  used_ += count;
  if (offset_ + count <= block_size) {
    char* const out = blocks_[current_ - 1].get() + offset_;
    offset_ += count;
    return out;
  }
  return take_from_new_block(count);
}

char* Arena::take_from_new_block(std::size_t count) {
  if (count > block_size) {
    return large_.emplace_back(std::make_unique_for_overwrite<char[]>(count)).get();
  }
  if (current_ == blocks_.size()) {
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(block_size));
  }
  ++current_;
  offset_ = count;
  return blocks_[current_ - 1].get();
}

std::string_view Arena::copy(std::string_view text) {
  if (text.empty()) return {};
  char* const out = take(text.size());
  std::memcpy(out, text.data(), text.size());
  return {out, text.size()};
}

std::string_view Arena::join(std::initializer_list<std::string_view> parts) {
  std::size_t total = 0;
  for (const auto part : parts) total += part.size();
  if (total == 0) return {};
  char* const out = take(total);
  char* at = out;
  for (const auto part : parts) {
    if (!part.empty()) std::memcpy(at, part.data(), part.size());
    at += part.size();
  }
  return {out, total};
}

void Arena::reset() {
  large_.clear();
  if (blocks_.size() > kept_blocks) blocks_.resize(kept_blocks);
  current_ = 0;
  offset_ = block_size;
  used_ = 0;
}

}  // namespace cardea
