// SPDX-License-Identifier: Apache-2.0
// Names, literals and pieces of statements, for the files that write SQL (as_sql, as_triggers,
// evolve). Nothing in here comes from outside the process: declarations only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"
#include "schema/as_sql.h"

namespace cardea::schema {

/// A name in double quotes, since `group` and others are words of SQL.
std::string sql_name(std::string_view name);

/// A text literal in single quotes.
std::string sql_text(std::string_view text);

/// A scalar as it is kept in its column; arrays and objects as text of canonical JSON.
std::string sql_literal(const json::Value& value);

/// The columns of fields that are unique together, null replaced by '' so that it counts as a
/// value. With `row` ("NEW") they are those of that row.
std::vector<std::string> together_expressions(const Entity& entity,
                                              const std::vector<std::string>& fields,
                                              std::string_view row = {});

/// One column as it stands in CREATE TABLE and in ADD COLUMN.
std::string column_definition(const Column& column, const Catalog& catalog);

/// The indexes of one column: unique, of a reference, or of the rows' end.
std::vector<std::string> index_statements(const Entity& entity, const Column& column);

/// The index of `unique_together()[at]`.
std::string unique_together_statement(const Entity& entity, std::size_t at);

}  // namespace cardea::schema
