// SPDX-License-Identifier: Apache-2.0
// What a route's protocols forbid and demand of its other fields. The first protocol in the list
// decides (all must be of one family anyway).
#pragma once

#include "json/value.h"
#include "schema/entity.h"

namespace cardea::model {

/// The variant of a route's fields for its `protocols`; null when they name no protocol. Lives for
/// the whole process.
const schema::Variant* route_family(const json::Value& protocols);

}  // namespace cardea::model
