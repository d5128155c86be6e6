// SPDX-License-Identifier: Apache-2.0
// Two pieces of memory on their way into a stream: what one write takes of them, and what is left
// for later. Most writes take all, and then nothing has to wait.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "base/result.h"
#include "net/stream.h"

namespace cardea::proxy {

class Unsent {
 public:
  /// Writes what the stream takes at once. True when that was everything.
  Result<bool> write_now(net::Stream& stream, std::string_view first, std::string_view second);

  /// What is left, to be handed to `write_all`.
  [[nodiscard]] std::span<iovec> rest() { return {parts_.data() + begin_, parts_.size() - begin_}; }

 private:
  std::array<iovec, 2> parts_{};
  std::size_t begin_ = 0;
};

}  // namespace cardea::proxy
