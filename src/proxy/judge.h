// SPDX-License-Identifier: Apache-2.0
// The steps of a request's walk that need nothing but its head: where it shall go. Shared by the
// walk itself and by dry runs, so that an explanation cannot differ from what happens.
#pragma once

#include <string_view>

#include "plugin/verdict.h"
#include "proxy/origin.h"
#include "proxy/visit.h"

namespace cardea::proxy {

/// Finds the route of a visit whose exchange has begun. `server_name`: what TLS asked for; empty
/// without. The answer that ends the request, or null.
const plugin::Answer* find_route(Visit& visit, const Entrance& entrance,
                                 std::string_view server_name);

/// Whether there is somewhere to go. Precondition: a route was found. As above.
const plugin::Answer* judge_service(const Visit& visit);

}  // namespace cardea::proxy
