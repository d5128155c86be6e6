// SPDX-License-Identifier: Apache-2.0
// The body of one message under way: how many of the bytes at hand belong to it, whatever its
// framing, and whether an end of the connection is its proper end.
#pragma once

#include <cstdint>
#include <string_view>

#include "http/h1/chunked.h"
#include "http/head.h"

namespace cardea::http::h1 {

class Body {
 public:
  using Step = Chunked::Step;

  Body() = default;
  explicit Body(const Framing& framing) : end_(framing.end), left_(framing.length) {}

  /// Takes what belongs to the body from the front of `input`, in its wire form, to be passed on
  /// unchanged. `taken` < input size means that the body ended (the rest is the next message) or
  /// that it is broken.
  Step relay(std::string_view input);

  /// As `relay`, but in pieces of which each has at most one run of `data`: for those who read the
  /// body. Call again with the rest while `more` and input remains.
  Step next(std::string_view input);

  /// The body is complete. True from the start for a message without one.
  [[nodiscard]] bool is_done() const;

  /// The peer closed: whether the message is complete by that (or was before). False: it was cut
  /// off, and whoever gets it must see that.
  [[nodiscard]] bool is_done_at_close() const { return end_ == BodyEnd::close || is_done(); }

  /// Bytes of data so far, without framing.
  [[nodiscard]] std::uint64_t data_bytes() const {
    return end_ == BodyEnd::chunked ? chunked_.data_bytes() : data_bytes_;
  }

 private:
  Step take_plain(std::string_view input);

  BodyEnd end_ = BodyEnd::none;
  std::uint64_t left_ = 0;
  std::uint64_t data_bytes_ = 0;
  Chunked chunked_;
};

}  // namespace cardea::http::h1
