// SPDX-License-Identifier: Apache-2.0
// Answers requests instead of their upstream (kong-proxy 7).
#pragma once

#include "plugin/type.h"

namespace cardea::plugins::request_termination {

const plugin::PluginType& plugin();

}  // namespace cardea::plugins::request_termination
