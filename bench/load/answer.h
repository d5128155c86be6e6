// SPDX-License-Identifier: Apache-2.0
// Reads just enough of an HTTP/1.1 answer to know that it is the right one: its status, and that as
// many body bytes follow as its Content-Length says. Answers without a Content-Length count as
// malformed: the upstream always sends one, and a proxy that changes the framing does different
// work from its peers.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace cardea::bench {

struct AnswerHead {
  int status = 0;
  std::size_t head_size = 0;  // bytes up to and including the empty line
  std::size_t body_size = 0;  // from Content-Length
  bool closes = false;        // Connection: close
};

// The head at the front of `received`; nothing if the empty line has not arrived. A head that is
// not understood comes back with status 0.
std::optional<AnswerHead> read_answer_head(std::string_view received);

}  // namespace cardea::bench
