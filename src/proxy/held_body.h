// SPDX-License-Identifier: Apache-2.0
// A request's body as plugins may see it: read into the room behind the head, where it stays until
// it is forwarded or thrown away like any other.
#pragma once

#include "http/h1/body.h"
#include "plugin/exchange.h"
#include "proxy/client.h"

namespace cardea::proxy {

/// A pipeline has one and uses it for one request after the other.
class HeldBody final : public plugin::BodyReader {
 public:
  explicit HeldBody(Client& client) : client_(client) {}

  /// The request whose body it is from now on.
  void begin(Visit& visit);

  Task<Result<std::string_view>> read(std::size_t most) override;

 private:
  Task<Status> ask();
  Status take(std::size_t most);

  Client& client_;
  Visit* visit_ = nullptr;
  http::h1::Body body_;
  std::size_t seen_ = 0;  // unread bytes that were taken already
  http::Buffer data_;     // without framing
};

}  // namespace cardea::proxy
