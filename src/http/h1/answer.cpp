// SPDX-License-Identifier: Apache-2.0
// Interim answers are skipped, a few of them; what comes with the head belongs to the body.
#include "http/h1/answer.h"

#include <fmt/format.h>

namespace cardea::http::h1 {
namespace {

constexpr unsigned most_interim = 8;

std::unexpected<Error> broken(std::string detail) {
  return fail(Error::protocol(std::move(detail), Origin::upstream));
}

}  // namespace

Result<bool> Answer::take(std::string_view bytes) {
  if (has_head_) return read_body(bytes);
  bytes_.append(bytes);
  return read_head();
}

Result<bool> Answer::read_head() {
  for (;;) {
    head_.clear();
    const auto parsed = parse_response(bytes_, asked_, {}, cursor_, head_);
    if (parsed.state == ParseState::incomplete) return false;
    if (parsed.state == ParseState::refused) {
      return broken(fmt::format("the answer is no proper HTTP: {}", parsed.refusal->reason));
    }
    if (head_.is_interim()) {
      if (++interim_ > most_interim) return broken("interim answers without an end");
      bytes_.erase(0, parsed.length);
      cursor_ = {};
      continue;
    }
    has_head_ = true;
    body_ = Body(head_.framing);
    return read_body(std::string_view(bytes_).substr(parsed.length));
  }
}

Result<bool> Answer::read_body(std::string_view bytes) {
  while (!bytes.empty() && !body_.is_done()) {
    const auto step = body_.next(bytes);
    if (step.state == BodyState::refused) {
      return broken(fmt::format("the answer's body is broken: {}", step.refusal->reason));
    }
    if (data_.size() + step.data.size() > max_body_) {
      return broken(fmt::format("the answer is larger than the {} bytes allowed", max_body_));
    }
    data_.append(step.data);
    bytes.remove_prefix(step.taken);
  }
  return body_.is_done();
}

Status Answer::end() const {
  if (has_head_ && body_.is_done_at_close()) return {};
  return broken(has_head_ ? "the connection was closed in the middle of the answer"
                          : "the connection was closed before an answer");
}

}  // namespace cardea::http::h1
