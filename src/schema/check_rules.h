// SPDX-License-Identifier: Apache-2.0
// Rules over several members of a record, asked after each member was judged by itself.
#pragma once

#include <vector>

#include "json/value.h"
#include "schema/rule.h"
#include "schema/violations.h"

namespace cardea::schema {

/// Adds to `wrong` what the rules find in `whole`. `updating` is true for PATCH.
void check_rules(const std::vector<Rule>& rules, const json::Object& whole, bool updating,
                 Violations& wrong);

}  // namespace cardea::schema
