// SPDX-License-Identifier: Apache-2.0
// Migrations that nobody writes: what the database holds is remembered as a canonical JSON
// description of every table; compared with the declarations it gives the statements that lead from
// one to the other. Only steps that keep every row are derived: new tables, new columns, new
// triggers. A dropped or retyped column is refused with a sentence.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "json/value.h"
#include "schema/as_sql.h"
#include "schema/catalog.h"

namespace cardea::schema {

/// Rises with every change of declarations in a release. Written into the store by the migration.
inline constexpr int schema_version = 1;
/// The oldest schema_version whose binaries may still serve from a store migrated by this one.
/// Raised only when an older binary would read rows wrongly. A binary refuses a store whose
/// `min_reader_version` is above its own `schema_version`, with a sentence; otherwise it serves,
/// and leaves a newer schema as it is.
inline constexpr int min_reader_version = 1;

/// What a store remembers about its schema between starts: one row of its own bookkeeping.
struct Described {
  int schema_version = 0;  ///< 0: nothing there yet
  int min_reader_version = 0;
  std::string tables;  ///< canonical JSON made by `describe`; empty at first
};

struct Migration {
  std::vector<std::string> statements;  ///< to be run in order, in one transaction
  Described after;                      ///< to be remembered in the same transaction
};

/// The description of all tables as declared.
std::string describe(const Catalog& catalog);

/// What leads from the store as remembered to the declarations; the change log itself is made by
/// the store before. Triggers are made anew every time, so one that a hand removed is back after a
/// start. When the store was migrated by a
/// newer version that still lets us read, there are no statements and `after` is `now`.
Result<Migration> evolve(const Described& now, const Catalog& catalog,
                         Dialect dialect = Dialect::sqlite);

}  // namespace cardea::schema
