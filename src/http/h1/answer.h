// SPDX-License-Identifier: Apache-2.0
// The answer to a request of our own, read whole: for the few things the gateway itself asks of
// others. Bytes go in as they come; nothing waits in here.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/h1/body.h"
#include "http/h1/parse.h"
#include "http/head.h"

namespace cardea::http::h1 {

/// Not movable: the head has views into it.
class Answer {
 public:
  /// For the answer to a request of this method; a body beyond `max_body` bytes is refused.
  Answer(Method asked, std::size_t max_body) : asked_(asked), max_body_(max_body) {}
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;

  /// Takes the next bytes; true once the answer is complete, after which nothing may follow. Fails
  /// (protocol) when it is no proper HTTP or larger than allowed.
  Result<bool> take(std::string_view bytes);

  /// The peer has closed. Fails (protocol) unless the answer is complete by that.
  Status end() const;

  /// Once complete.
  [[nodiscard]] const ResponseHead& head() const { return head_; }
  [[nodiscard]] const std::string& body() const { return data_; }

 private:
  Result<bool> read_head();
  Result<bool> read_body(std::string_view bytes);

  Method asked_;
  std::size_t max_body_;
  bool has_head_ = false;
  unsigned interim_ = 0;
  std::string bytes_;  // of the head; in place once it is complete
  Cursor cursor_;
  ResponseHead head_;
  Body body_;
  std::string data_;
};

}  // namespace cardea::http::h1
