// SPDX-License-Identifier: Apache-2.0
// One batch inside a transaction that is open already: preconditions, then changes, up to the first
// rule that is broken. Undoing is the caller's business (a savepoint).
#pragma once

#include "base/result.h"
#include "store/change.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/table.h"

namespace cardea::store::sqlite {

/// A Receipt when everything was done: the last entry of the change log so far.
Result<Outcome> apply(Connection& connection, const Tables& tables, const Batch& batch);

}  // namespace cardea::store::sqlite
