// SPDX-License-Identifier: Apache-2.0
// Memory that lives as long as one request: taken by moving a pointer, given back all at once.
// Blocks are kept over resets, so a connection that serves many requests reaches malloc only until
// it has seen its largest one.
#pragma once

#include <cstddef>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace cardea {

/// Not thread-safe; belongs to one exchange at a time. What it hands out dies with `reset` and is
/// never destroyed individually, so only trivially destructible things belong here.
class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  /// Uninitialised bytes, aligned for any scalar.
  char* take(std::size_t count);

  /// A copy of `text` that lives until the next reset.
  std::string_view copy(std::string_view text);

  /// The parts, one behind the other.
  std::string_view join(std::initializer_list<std::string_view> parts);

  /// Forgets everything handed out. Keeps up to `kept_blocks` blocks, so that one huge request does
  /// not hold its memory for the connection's whole life.
  void reset();

  /// Bytes handed out since the last reset.
  [[nodiscard]] std::size_t used() const { return used_; }

 private:
  static constexpr std::size_t block_size = 4096;
  static constexpr std::size_t kept_blocks = 4;

  char* take_from_new_block(std::size_t count);

  std::vector<std::unique_ptr<char[]>> blocks_;
  std::vector<std::unique_ptr<char[]>> large_;  // single takes above a block's size
  std::size_t current_ = 0;                     // blocks_[current_ - 1] is being filled
  std::size_t offset_ = block_size;
  std::size_t used_ = 0;
};

}  // namespace cardea
