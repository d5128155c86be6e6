// SPDX-License-Identifier: Apache-2.0
// Where a request comes from and what the client asked for, as far as trusted peers are believed
// (kong-proxy 5.2): the client's address, and what X-Forwarded-* say to the upstream.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/arena.h"
#include "http/head.h"
#include "net/address.h"
#include "proxy/settings.h"

namespace cardea::proxy {

/// The connection a request came by.
struct Entrance {
  net::Address peer;
  std::string_view peer_text;  ///< the peer's address without port
  std::uint16_t port = 0;      ///< of the listener
  bool tls = false;
};

/// Views live as long as the head, the arena and the entrance.
struct RequestOrigin {
  net::Address client;             ///< after real-ip
  std::string_view client_text;    ///< without port
  std::string_view scheme;         ///< X-Forwarded-Proto
  std::string_view host;           ///< X-Forwarded-Host
  std::string_view port;           ///< X-Forwarded-Port
  std::string_view path;           ///< X-Forwarded-Path
  std::string_view prefix;         ///< X-Forwarded-Prefix from a trusted peer; empty otherwise
  std::string_view forwarded_for;  ///< X-Forwarded-For
  bool trusted = false;
};

RequestOrigin find_origin(const http::RequestHead& head, const Entrance& entrance,
                          const Settings& settings, Arena& arena);

/// The Via of a message passed on: what its lines say, one list, and `own` behind it. In the arena.
std::string_view with_via(const http::Fields& fields, std::string_view own, Arena& arena);

}  // namespace cardea::proxy
