// SPDX-License-Identifier: Apache-2.0
// The free list of blocks. The last block given back is the first lent again: it is still warm.
#include "net/buffer_pool.h"

#include <utility>

namespace cardea::net {

Buffer::Buffer(Buffer&& other) noexcept
    : pool_(std::exchange(other.pool_, nullptr)), block_(std::move(other.block_)) {}

Buffer& Buffer::operator=(Buffer&& other) noexcept {
  if (this != &other) {
    release();
    pool_ = std::exchange(other.pool_, nullptr);
    block_ = std::move(other.block_);
  }
  return *this;
}

std::span<char> Buffer::bytes() const noexcept {
  return {block_.get(), block_ ? BufferPool::block_size : 0};
}

void Buffer::release() noexcept {
  if (block_) pool_->give_back(std::move(block_));
}

BufferPool::BufferPool(std::size_t keep) : keep_(keep) {
  free_.reserve(keep);
}

Buffer BufferPool::take() {
  std::unique_ptr<char[]> block;
  if (free_.empty()) {
    block = std::make_unique_for_overwrite<char[]>(block_size);
  } else {
    block = std::move(free_.back());
    free_.pop_back();
  }
  ++lent_;
  return {this, std::move(block)};
}

void BufferPool::give_back(std::unique_ptr<char[]> block) noexcept {
  --lent_;
  if (free_.size() < keep_) free_.push_back(std::move(block));  // reserved: does not allocate
}

}  // namespace cardea::net
