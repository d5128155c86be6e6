// SPDX-License-Identifier: Apache-2.0
// Tokens signed by a consumer's key (RFC 7519, RFC 7515).
#pragma once

#include "plugin/type.h"

namespace cardea::plugins::jwt {

const plugin::PluginType& plugin();

}  // namespace cardea::plugins::jwt
