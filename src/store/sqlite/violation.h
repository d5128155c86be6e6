// SPDX-License-Identifier: Apache-2.0
// Which declared rule a row broke. SQLite says "UNIQUE constraint failed" with column names, or,
// for references, nothing at all; so the rules are asked one by one, in the order in which people
// want to hear of them, after a statement failed and before anything is undone.
#pragma once

#include <optional>

#include "base/result.h"
#include "store/change.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/table.h"

namespace cardea::store::sqlite {

/// For a change that broke a constraint. `change` of the answer is left at 0. Fails with `internal`
/// when no declared rule explains it (a NOT NULL or CHECK that schema/check should have judged).
Result<Violation> explain(Connection& connection, const Tables& tables, const Change& change,
                          int code);

}  // namespace cardea::store::sqlite
