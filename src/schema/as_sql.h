// SPDX-License-Identifier: Apache-2.0
// The SQL that follows from a declaration: tables with their constraints, the triggers that write
// the change log (so that also what an operator types is noticed), and the statements of a store.
// What a database cannot judge (regular expressions, plugin settings) is left to check.h; what it
// can (NOT NULL, numbers in bounds, one of some words, uniqueness, references) it judges too.
// SQLite now; what differs in PostgreSQL is kept in one place, `Dialect`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"
#include "schema/entity.h"

namespace cardea::schema {

class Catalog;

enum class Dialect : std::uint8_t { sqlite };

/// How a field's value is kept in its column. A field that must be null has no column.
enum class Storage : std::uint8_t {
  text,       ///< the string
  integer,    ///< 64 bits, signed
  real,       ///< double
  boolean,    ///< 0 or 1
  json,       ///< canonical JSON text: arrays, sets, maps, records, any
  reference,  ///< the id of the row referred to; in the row it is {"id": "..."}
};

/// A column of an entity's table. Columns stand in the order of the fields.
struct Column {
  const Field* field = nullptr;  ///< lives as long as the entity
  std::string name;              ///< the field's name; of a reference with "_id" after it
  Storage storage = Storage::text;
};

std::vector<Column> columns(const Entity& entity);
/// The column's name of a field.
std::string column_name(const Field& field);

/// Statements that make the table and its indexes, to be run in order: after the tables it refers
/// to. A reference to an entity outside the catalog has no FOREIGN KEY.
std::vector<std::string> table_statements(const Entity& entity, const Catalog& catalog,
                                          Dialect dialect = Dialect::sqlite);
/// The index that keeps the fields of `unique_together()[at]` unique; SQLite names it in its error.
std::string unique_index_name(const Entity& entity, std::size_t at);

/// The triggers, each preceded by its DROP: made anew at each migration. They refuse what breaks
/// the checks that SQL can express, and write the change log: a row that goes or comes, each with
/// the value of every lookup; a row that changes, with old and new values of every lookup,
/// whichever column it was, so that whoever caches by any key hears of it. Rows that `INSERT OR
/// REPLACE` drives out are logged too, although SQLite fires no DELETE trigger for them.
std::vector<std::string> trigger_statements(const Entity& entity, const Catalog& catalog,
                                            Dialect dialect = Dialect::sqlite);

/// The change log: `change_log(id INTEGER PRIMARY KEY AUTOINCREMENT, op, kind, field, value, at)`.
/// `id` rises with every entry and is never used again; `op` is I, U, D or F; `at` is seconds, for
/// people and pruning.
std::string change_log_statement(Dialect dialect = Dialect::sqlite);

/// `INSERT INTO t (a, b) VALUES (?1, ?2)`: parameters in the order of `columns`.
std::string insert_statement(const Entity& entity);
/// `UPDATE t SET b = ?2 WHERE id = ?1`: parameters likewise, the id included.
std::string update_statement(const Entity& entity);
/// `DELETE FROM t WHERE id = ?1`.
std::string delete_statement(const Entity& entity);
/// `SELECT a, b FROM t`, to which a store appends its WHERE: columns in the order of `columns`.
std::string select_clause(const Entity& entity);

}  // namespace cardea::schema
