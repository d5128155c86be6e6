// SPDX-License-Identifier: Apache-2.0
// The last, incomplete block is marked in a copy, so that nothing behind the bytes is read.
#include "http/h1/scan.h"

#include <algorithm>
#include <cstring>

namespace cardea::http::h1 {

void Scan::mark_window(std::size_t at) {
  const auto left = std::min(bytes_.size() - at, blocks * block);
  const auto whole = left / block;
  const auto rest = left % block;
  begin_ = at;
  end_ = at + left;
  if (whole != 0) mark_blocks(bytes_.data() + at, whole, window_.data());
  if (rest != 0) {
    std::array<char, block> last{};
    std::memcpy(last.data(), bytes_.data() + at + whole * block, rest);
    mark_blocks(last.data(), 1, window_.data() + whole);
  }
}

}  // namespace cardea::http::h1
