// SPDX-License-Identifier: Apache-2.0
// The request head as the upstream gets it: the client's fields without those that end here, then
// the gateway's own (kong-proxy 5.2).
#pragma once

#include <string_view>

#include "proxy/origin.h"
#include "proxy/visit.h"

namespace cardea::proxy {

/// Writes the head into `visit.out`, which is cleared first. Precondition: the visit's match has a
/// service.
void write_upstream_head(Visit& visit, const RequestOrigin& origin, const Settings& settings);

}  // namespace cardea::proxy
