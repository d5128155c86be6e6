// SPDX-License-Identifier: Apache-2.0
// API keys: a text in a field, a query argument or a body that proves a consumer by itself.
#pragma once

#include "plugin/type.h"

namespace cardea::plugins::key_auth {

const plugin::PluginType& plugin();

}  // namespace cardea::plugins::key_auth
