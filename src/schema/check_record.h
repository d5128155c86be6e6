// SPDX-License-Identifier: Apache-2.0
// The second half of judging: everything that is wrong with a complete record.
#pragma once

#include <optional>

#include "json/value.h"
#include "schema/complete.h"
#include "schema/violations.h"

namespace cardea::schema {

/// `updating` is true for PATCH: it changes the wording of some texts.
Violations check_record(const Shape& shape, const json::Object& whole, bool updating);

/// What is wrong with one value (see Violations::add); nothing when it is good.
std::optional<json::Value> fault_of(const Field& field, const json::Value& value, bool updating);

}  // namespace cardea::schema
