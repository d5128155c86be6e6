// SPDX-License-Identifier: Apache-2.0
// Finds the key of a request (kong-proxy 7): name by name, in its fields, else its query, else its
// body. The first place that holds something decides.
#pragma once

#include <optional>

#include "base/arena.h"
#include "http/head.h"
#include "plugins/key_auth/body.h"
#include "plugins/key_auth/settings.h"

namespace cardea::plugins::key_auth {

/// What was found; nothing when that depends on the body and `body` is null. Texts live as long as
/// head, body and arena.
std::optional<Finding> locate(const http::RequestHead& head, const Settings& settings,
                              const Body* body, Arena& arena);

}  // namespace cardea::plugins::key_auth
