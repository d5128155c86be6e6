// SPDX-License-Identifier: Apache-2.0
// Values to text. Our own writer, for two reasons: Boost writes 1.5 as 1.5E0, which people and
// Kong's clients do not expect, and a canonical form (names sorted, one spelling a number) must
// come from the same place so that an entity's ETag means what it says.
#pragma once

#include <string>
#include <string_view>

#include "json/value.h"

namespace cardea::json {

/// Compact JSON in the order of the members; `/` stays `/`, text stays UTF-8. Numbers are the
/// shortest text that reads back as the same value. A non-finite double, which parse() never makes,
/// becomes null.
std::string write(const Value& value);
std::string write(const Object& object);

/// The same appended to `out`, for buffers that are kept.
void write_to(std::string& out, const Value& value);

/// A string as a JSON literal, quotes included, appended to `out`. `text` must be UTF-8.
void write_string_to(std::string& out, std::string_view text);

/// Compact JSON with members sorted by the bytes of their names at every depth, and whole numbers
/// written as integers (1.0 as 1): equal values have equal text. What ETags are made from.
std::string canonical(const Value& value);

/// Whether two values mean the same: order of members is ignored, 1 equals 1.0.
bool equal(const Value& a, const Value& b);

}  // namespace cardea::json
