// SPDX-License-Identifier: Apache-2.0
// Who may pass, by the groups of the consumer (kong-proxy 2).
#pragma once

#include "plugin/type.h"

namespace cardea::plugins::acl {

const plugin::PluginType& plugin();

}  // namespace cardea::plugins::acl
