// SPDX-License-Identifier: Apache-2.0
// Bytes to be sent: grows while it is written, keeps its room when cleared, so a connection that
// reuses one stops allocating after its first few messages.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>

namespace cardea::http {

class Buffer {
 public:
  [[nodiscard]] const char* data() const { return bytes_.get(); }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::size_t capacity() const { return capacity_; }
  /// Valid until the next append.
  [[nodiscard]] std::string_view view() const { return {bytes_.get(), size_}; }

  /// Forgets the bytes, keeps the room.
  void clear() { size_ = 0; }

  /// Gives the room back, for example when the connection goes idle.
  void release() {
    bytes_.reset();
    size_ = capacity_ = 0;
  }

  /// `count` writable bytes behind what is there, to be confirmed by `commit`. Valid until the next
  /// call.
  char* prepare(std::size_t count) {
    if (capacity_ - size_ < count) grow(count);
    return bytes_.get() + size_;
  }
  void commit(std::size_t count) { size_ += count; }

  void append(std::string_view text) {
    if (text.empty()) return;
    std::memcpy(prepare(text.size()), text.data(), text.size());
    size_ += text.size();
  }
  void append(char c) {
    *prepare(1) = c;
    ++size_;
  }
  /// In decimal digits.
  void append_number(std::uint64_t number);

 private:
  void grow(std::size_t count);

  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace cardea::http
