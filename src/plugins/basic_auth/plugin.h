// SPDX-License-Identifier: Apache-2.0
// Users and passwords (RFC 7617).
#pragma once

#include "plugin/type.h"

namespace cardea::plugins::basic_auth {

const plugin::PluginType& plugin();

}  // namespace cardea::plugins::basic_auth
