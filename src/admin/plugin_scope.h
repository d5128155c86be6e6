// SPDX-License-Identifier: Apache-2.0
// The one check of a write that needs other rows: a plugin's protocols must fit the route or
// service it is bound to (kong-admin 3.4).
#pragma once

#include <optional>

#include "admin/records.h"

namespace cardea::admin {

/// Why the row, if it is a plugin's, does not fit; nothing when it does or is of another entity.
Task<std::optional<Reply>> judge_plugin_scope(Records& records, const schema::Entity& entity,
                                              const json::Object& row);

}  // namespace cardea::admin
