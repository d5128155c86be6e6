// SPDX-License-Identifier: Apache-2.0
// The record of a decision: what came, where it was to go, each check in order with its outcome,
// and by which configuration. It holds neither query, field nor cookie of the request, because
// secrets travel in those, and of a token only what plugins note (plugin/trace.h).
#pragma once

#include "observe/json_line.h"
#include "proxy/visit.h"
#include "proxy/worker.h"

namespace cardea::proxy {

/// Keeps the record of this visit if it is wanted: when it was refused or broke off always, when
/// it passed if passes are kept. Call once a request, when its record is complete and before its
/// snapshot is let go.
void keep_decision(const Visit& visit, Worker& worker, const Entrance& entrance);

/// Writes the members of the record.
void write_decision(observe::JsonLine& record, const Visit& visit, std::string_view client);

}  // namespace cardea::proxy
