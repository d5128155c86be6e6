// SPDX-License-Identifier: Apache-2.0
// Until when a row counts, for entities whose rows may have an end (`ends_at` in a declaration).
#pragma once

#include "base/lifetime.h"
#include "json/value.h"
#include "schema/entity.h"

namespace cardea::schema {

/// The row's lifetime: without an end where the entity knows none or the row holds null.
Lifetime lifetime_of(const Entity& entity, const json::Object& row);

}  // namespace cardea::schema
