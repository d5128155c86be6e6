// SPDX-License-Identifier: Apache-2.0
// Kong's error bodies with their codes (kong-admin 1.4), one function each.
#pragma once

#include <string_view>

#include "admin/reply.h"
#include "base/error.h"
#include "schema/check.h"
#include "schema/violations.h"
#include "store/change.h"

namespace cardea::admin {

Reply invalid_primary_key(std::string_view value);                     // code 1
Reply schema_violation(const schema::Violations& wrong);               // code 2
Reply could_not_find(std::string_view field, std::string_view value);  // code 6
Reply invalid_offset(std::string_view offset, std::string_view why);   // code 7
Reply invalid_size(std::string_view why);                              // code 9
Reply invalid_unique(std::string_view field, std::string_view why);    // code 10
Reply invalid_option(std::string_view option, std::string_view why);   // code 11
Reply unresolved_reference(const schema::NamedReference& reference);   // code 13

/// What a rule of the data says about a batch of one change: codes 3, 4, 5, 6. `row`: what was to
/// be written.
Reply violated(const store::Violation& violation, const json::Object& row);

/// The store or this node could not do its work: 503 with Retry-After, or 504 when the outcome is
/// unknown.
Reply unable(const Error& error);

}  // namespace cardea::admin
