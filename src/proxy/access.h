// SPDX-License-Identifier: Apache-2.0
// What is left of a request when it is over: its counts, and its line in the access log. The line
// holds neither query, cookie nor Authorization, because tokens travel in those.
#pragma once

#include "proxy/origin.h"
#include "proxy/visit.h"
#include "proxy/worker.h"

namespace cardea::proxy {

/// Call once a request, when its record is complete and before its snapshot is let go.
void record_access(const Visit& visit, Worker& worker, const Entrance& entrance);

}  // namespace cardea::proxy
