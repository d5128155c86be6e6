// SPDX-License-Identifier: Apache-2.0
// The rows of the route and the service that a request matched, for echoes. Looked up by way of the
// near cache, since nothing else needs them whole.
#pragma once

#include <memory>

#include "identity/directory.h"
#include "plugin/exchange.h"

namespace cardea::plugins::request_termination {

using Row = std::shared_ptr<const store::Row>;

/// Once, before the first look-up.
void declare_matched(identity::Directory& directory);

/// As the Admin API shows it; null when there is none or the store cannot tell.
Task<Row> find_route(plugin::Exchange& exchange);
Task<Row> find_service(plugin::Exchange& exchange);

}  // namespace cardea::plugins::request_termination
