// SPDX-License-Identifier: Apache-2.0
// Tells browsers which pages of other origins may call (Fetch standard, CORS protocol; kong-proxy
// 7).
#pragma once

#include "plugin/type.h"

namespace cardea::plugins::cors {

const plugin::PluginType& plugin();

}  // namespace cardea::plugins::cors
