// SPDX-License-Identifier: Apache-2.0
// Chunked bodies go to the decoder, all others are counted.
#include "http/h1/body.h"

#include <algorithm>

namespace cardea::http::h1 {

Body::Step Body::relay(std::string_view input) {
  return end_ == BodyEnd::chunked ? chunked_.relay(input) : take_plain(input);
}

Body::Step Body::next(std::string_view input) {
  return end_ == BodyEnd::chunked ? chunked_.next(input) : take_plain(input);
}

bool Body::is_done() const {
  switch (end_) {
    case BodyEnd::none:
      return true;
    case BodyEnd::length:
      return left_ == 0;
    case BodyEnd::chunked:
      return chunked_.is_done();
    case BodyEnd::close:
      return false;
  }
  return false;
}

Body::Step Body::take_plain(std::string_view input) {
  auto count = input.size();
  if (end_ == BodyEnd::none) count = 0;
  if (end_ == BodyEnd::length) {
    count = static_cast<std::size_t>(std::min<std::uint64_t>(left_, count));
    left_ -= count;
  }
  data_bytes_ += count;
  Step step;
  step.taken = count;
  step.data = input.substr(0, count);
  step.state = is_done() ? BodyState::done : BodyState::more;
  return step;
}

}  // namespace cardea::http::h1
