// SPDX-License-Identifier: Apache-2.0
// The questions of record.h as SQL, on a reader's connection: each question is one read
// transaction, so that its answers and its position belong together.
#pragma once

#include "base/result.h"
#include "store/record.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/table.h"

namespace cardea::store::sqlite {

/// Precondition of all: `judge(question)` let it pass.
Result<Found> find(Connection& connection, const Tables& tables, const Find& question);
Result<Page> list(Connection& connection, const Tables& tables, const List& question);
Result<std::vector<std::string>> list_ended(Connection& connection, const Tables& tables,
                                            const ListEnded& question);

}  // namespace cardea::store::sqlite
