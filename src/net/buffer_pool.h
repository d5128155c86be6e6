// SPDX-License-Identifier: Apache-2.0
// Buffers that are borrowed only while there is something to hold, so that an idle connection
// costs no 16 kB. One pool a core; not thread-safe.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace cardea::net {

class BufferPool;

/// A borrowed block of `BufferPool::block_size` bytes, uninitialised; goes back when it dies. Must
/// die before its pool, on the pool's thread. Empty when default-made or moved from.
class Buffer {
 public:
  Buffer() = default;
  Buffer(Buffer&& other) noexcept;
  Buffer& operator=(Buffer&& other) noexcept;
  ~Buffer() { release(); }

  [[nodiscard]] std::span<char> bytes() const noexcept;
  explicit operator bool() const noexcept { return block_ != nullptr; }
  /// Gives the block back now.
  void release() noexcept;

 private:
  friend class BufferPool;
  Buffer(BufferPool* pool, std::unique_ptr<char[]> block) : pool_(pool), block_(std::move(block)) {}
  BufferPool* pool_ = nullptr;
  std::unique_ptr<char[]> block_;
};

/// The free list.
class BufferPool {
 public:
  static constexpr std::size_t block_size = 16 * 1024;

  /// Keeps up to `keep` free blocks; more are given back to the allocator.
  explicit BufferPool(std::size_t keep = 256);

  /// Throws std::bad_alloc when memory is short.
  [[nodiscard]] Buffer take();

  [[nodiscard]] std::size_t free_blocks() const noexcept { return free_.size(); }
  [[nodiscard]] std::size_t lent_blocks() const noexcept { return lent_; }

 private:
  friend class Buffer;
  void give_back(std::unique_ptr<char[]> block) noexcept;
  std::size_t keep_;
  std::size_t lent_ = 0;
  std::vector<std::unique_ptr<char[]>> free_;
};

}  // namespace cardea::net
