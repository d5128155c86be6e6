// SPDX-License-Identifier: Apache-2.0
// The name an https upstream is asked for by (SNI) and its certificate compared with: that of the
// Host it is sent, as Kong does it (kong-proxy 4.7).
#pragma once

#include <string_view>

#include "base/arena.h"
#include "http/head.h"
#include "proxy/snapshot.h"

namespace cardea::proxy {

/// The service's host, or with `preserve_host` the client's, without port and brackets and in
/// lower case. Lives as long as the route and the arena.
std::string_view upstream_name(const RouteEntry& route, const http::RequestHead& request,
                               Arena& arena);

}  // namespace cardea::proxy
