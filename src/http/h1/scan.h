// SPDX-License-Identifier: Apache-2.0
// Finds the next byte of a class in a head, moving forward only. Bytes are marked in windows of 512
// bytes as the parser reaches them, so a body behind the head costs nothing.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <string_view>

#include "http/h1/marks.h"

namespace cardea::http::h1 {

class Scan {
 public:
  /// `bytes` must outlive the scan.
  explicit Scan(std::string_view bytes) : bytes_(bytes) {}

  /// The first control character at or behind `at`, or the size. `at` may not lie before the result
  /// of an earlier call of either function.
  std::size_t next_control(std::size_t at) { return next(at, &Marks::control); }

  /// The first byte that is no token byte, likewise.
  std::size_t next_non_token(std::size_t at) { return next(at, &Marks::non_token); }

 private:
  static constexpr std::size_t block = 64;
  static constexpr std::size_t blocks = 8;

  [[gnu::always_inline]] std::size_t next(std::size_t at, std::uint64_t Marks::* kind) {
    while (at < bytes_.size()) {
      if (at >= end_) mark_window(at);
      const auto place = at - begin_;
      const std::uint64_t rest = window_[place / block].*kind >> (place % block);
      if (rest != 0) {
        at += static_cast<std::size_t>(std::countr_zero(rest));
        return at < bytes_.size() ? at : bytes_.size();
      }
      at = begin_ + (place / block + 1) * block;
    }
    return bytes_.size();
  }

  void mark_window(std::size_t at);

  std::string_view bytes_;
  std::size_t begin_ = 0;  // the window
  std::size_t end_ = 0;
  std::array<Marks, blocks> window_;
};

}  // namespace cardea::http::h1
