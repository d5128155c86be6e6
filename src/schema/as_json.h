// SPDX-License-Identifier: Apache-2.0
// Rows between the store and the API. A row is one JSON object with every field in declared order
// (store/record.h); the functions here turn single columns into members and back, and put a row
// that came from elsewhere into that form.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "json/value.h"
#include "schema/as_sql.h"
#include "schema/entity.h"

namespace cardea::schema {

/// The text of a value for a column of storage json or reference. Precondition: not null.
std::string column_text(const Column& column, const json::Value& value);

/// The member for the text of a column: text, json or reference. Fails when stored JSON does not
/// parse, which only a hand in the database can bring about.
Result<json::Value> from_column_text(const Column& column, std::string_view text);

/// The row as the API shows it: every declared field, in order, null where the row has none. Left
/// out are members that are not declared (written by a newer version) and fields of our own that
/// hold nothing, so that a row which uses none of them looks as it does in Kong. `ttl` comes last,
/// where the entity shows it: the seconds left at `now`. Secrets are shown as the row holds them,
/// so open them before (store/sealing.h).
json::Object shown(const Entity& entity, const json::Object& row, WallTime now);

}  // namespace cardea::schema
