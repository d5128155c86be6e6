// SPDX-License-Identifier: Apache-2.0
// `ttl` in writes (kong-admin 3.9): seconds from now, in place of the moment itself. Kong has it
// for keys of key-auth; here every entity whose rows may end takes it, in the body or in the query.
#pragma once

#include <optional>

#include "admin/reply.h"
#include "base/time.h"
#include "schema/entity.h"

namespace cardea::admin {

/// Puts the query argument `ttl` of a write into its body. Refused when it is no number (code 11)
/// or the body has one too. Does nothing for an entity whose rows cannot end.
std::optional<Reply> take_ttl_argument(const schema::Entity& entity, const Call& call,
                                       json::Object& body);

/// Puts the moment that `ttl` stands for in its place: `ttl` seconds from now, or null where it is
/// 0 or null. Refused when it is no whole number of 0 to 100,000,000 (code 11), or when the body
/// gives an end of its own beside it (code 2) that differs from what the `existing` row (or null)
/// has.
std::optional<Reply> settle_ttl(const schema::Entity& entity, const json::Object* existing,
                                WallTime now, json::Object& body);

}  // namespace cardea::admin
