// SPDX-License-Identifier: Apache-2.0
// What SQLite's result codes mean for an operator: which file, what is wrong with it, how to mend
// it, and whether trying again may help. Every failure of this folder passes here, so the sentences
// are in one place.
#pragma once

#include <sqlite3.h>

#include <string_view>

#include "base/error.h"

namespace cardea::store::sqlite {

/// The last failure on `db` (which may be null after a failed open) with its extended code. `doing`
/// completes "while ...".
Error failure(sqlite3* db, int code, std::string_view path, std::string_view doing);

/// The file holds what no datastore holds; `finding` says what.
Error damaged(std::string_view path, std::string_view finding);

/// Whether this code is a rule of the data that a row broke, not a fault of the store.
bool is_constraint(int code);

}  // namespace cardea::store::sqlite
