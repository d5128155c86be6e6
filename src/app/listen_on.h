// SPDX-License-Identifier: Apache-2.0
// One listener as `proxy_listen`, `admin_listen` and `status_listen` name it: an address and words
// after it, in Kong's (and nginx's) notation.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "net/address.h"

namespace cardea::app {

struct ListenOn {
  net::Address address;
  bool tls = false;    ///< `ssl`
  bool http2 = false;  ///< `http2`: wished for; HTTP/1.1 is what is offered until HTTP/2 is built
  bool deferred = false;  ///< `deferred`: wake for a connection only when it has sent something
  int backlog = 4096;     ///< `backlog=N`: connections that may wait to be accepted

  /// Only processes of this machine reach it: a loopback address or a unix socket.
  [[nodiscard]] bool is_local() const;

  /// As it was written, in canonical order.
  [[nodiscard]] std::string text() const;
  friend bool operator==(const ListenOn&, const ListenOn&) = default;
};

/// Reads `off`, or listeners separated by commas: `0.0.0.0:8443 ssl http2 backlog=16384`.
/// `localhost` stands for 127.0.0.1. `reuseport` and `bind` are read and always so. Errors name the
/// word and what is known.
Result<std::vector<ListenOn>> parse_listeners(std::string_view text);

}  // namespace cardea::app
