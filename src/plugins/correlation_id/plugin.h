// SPDX-License-Identifier: Apache-2.0
// A name for each request that goes with it through all services (kong-proxy 7).
#pragma once

#include "plugin/type.h"

namespace cardea::plugins::correlation_id {

const plugin::PluginType& plugin();

}  // namespace cardea::plugins::correlation_id
