// SPDX-License-Identifier: Apache-2.0
// Who may pass, by the client's address (kong-proxy 7).
#pragma once

#include "plugin/type.h"

namespace cardea::plugins::ip_restriction {

const plugin::PluginType& plugin();

}  // namespace cardea::plugins::ip_restriction
