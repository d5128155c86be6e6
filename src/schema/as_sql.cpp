// SPDX-License-Identifier: Apache-2.0
// Tables, indexes and plain statements. What may change from release to release (bounds, lists of
// words) is not in the table but in triggers (as_triggers.cpp), because SQLite cannot change a
// constraint of a table that exists.
#include "schema/as_sql.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "schema/catalog.h"
#include "schema/sql_text.h"

namespace cardea::schema {
namespace {

Storage storage_of(const Field& field) {
  switch (field.kind) {
    case Kind::string:
      return Storage::text;
    case Kind::integer:
      return Storage::integer;
    case Kind::number:
      return Storage::real;
    case Kind::boolean:
      return Storage::boolean;
    case Kind::foreign:
      return Storage::reference;
    default:
      return Storage::json;
  }
}

std::string_view type_of(Storage storage) {
  if (storage == Storage::integer || storage == Storage::boolean) return "INTEGER";
  return storage == Storage::real ? "REAL" : "TEXT";
}

std::string reference_clause(const Field& field) {
  return fmt::format(" REFERENCES {} (id) ON DELETE {}", sql_name(field.target),
                     field.on_removal == OnRemoval::cascade ? "CASCADE" : "RESTRICT");
}

// An index for a reference, which makes removing a parent, and lists inside it, fast.
std::string reference_index(const Entity& entity, const Column& column) {
  return fmt::format("CREATE INDEX {} ON {} ({})", sql_name(entity.name() + "_" + column.name),
                     sql_name(entity.name()), sql_name(column.name));
}

std::string unique_index(const Entity& entity, const Column& column) {
  return fmt::format("CREATE UNIQUE INDEX {} ON {} ({})",
                     sql_name(entity.name() + "_" + column.name), sql_name(entity.name()),
                     sql_name(column.name));
}

// For whoever looks for rows whose end has come. It holds only rows that have an end, so that all
// others cost nothing.
std::string expiry_index(const Entity& entity, const Column& column) {
  const auto name = sql_name(column.name);
  return fmt::format("CREATE INDEX {} ON {} ({}) WHERE {} IS NOT NULL",
                     sql_name(entity.name() + "_" + column.name), sql_name(entity.name()), name,
                     name);
}

}  // namespace

std::string column_name(const Field& field) {
  return field.kind == Kind::foreign ? field.name + "_id" : field.name;
}

std::vector<Column> columns(const Entity& entity) {
  std::vector<Column> all;
  for (const auto& field : entity.fields()) {
    if (!field.must_be_null) all.push_back({&field, column_name(field), storage_of(field)});
  }
  return all;
}

std::string column_definition(const Column& column, const Catalog& catalog) {
  const auto& field = *column.field;
  const auto name = sql_name(column.name);
  auto text = fmt::format("{} {}", name, type_of(column.storage));
  if (field.primary) text += " PRIMARY KEY";
  if (field.required || field.primary) text += " NOT NULL";
  if (field.preset && !field.preset->is_null()) {
    text += fmt::format(" DEFAULT {}", sql_literal(*field.preset));
  }
  if (column.storage == Storage::boolean) text += fmt::format(" CHECK ({} IN (0, 1))", name);
  if (column.storage == Storage::json) {
    // json_valid(NULL) is 0 in this SQLite, and a CHECK fails on 0.
    const auto or_null = field.required ? std::string() : fmt::format("{} IS NULL OR ", name);
    text += fmt::format(" CHECK ({}json_valid({}))", or_null, name);
  }
  if (field.kind == Kind::foreign && catalog.find(field.target) != nullptr) {
    text += reference_clause(field);
  }
  return text;
}

std::string unique_index_name(const Entity& entity, std::size_t at) {
  return fmt::format("{}_unique_{}", entity.name(), at + 1);
}

std::vector<std::string> index_statements(const Entity& entity, const Column& column) {
  if (column.field->unique) return {unique_index(entity, column)};
  if (column.field->kind == Kind::foreign) return {reference_index(entity, column)};
  if (column.field == entity.expiry()) return {expiry_index(entity, column)};
  return {};
}

std::string unique_together_statement(const Entity& entity, std::size_t at) {
  return fmt::format("CREATE UNIQUE INDEX {} ON {} ({})", sql_name(unique_index_name(entity, at)),
                     sql_name(entity.name()),
                     fmt::join(together_expressions(entity, entity.unique_together()[at]), ", "));
}

std::vector<std::string> table_statements(const Entity& entity, const Catalog& catalog, Dialect) {
  std::vector<std::string> definitions;
  std::vector<std::string> indexes;
  for (const auto& column : columns(entity)) {
    definitions.push_back("  " + column_definition(column, catalog));
    for (auto& index : index_statements(entity, column)) indexes.push_back(std::move(index));
  }
  for (std::size_t i = 0; i < entity.unique_together().size(); ++i) {
    indexes.push_back(unique_together_statement(entity, i));
  }
  std::vector<std::string> statements = {
      fmt::format("CREATE TABLE {} (\n{}\n) STRICT, WITHOUT ROWID", sql_name(entity.name()),
                  fmt::join(definitions, ",\n"))};
  statements.insert(statements.end(), indexes.begin(), indexes.end());
  return statements;
}

std::string change_log_statement(Dialect) {
  return "CREATE TABLE change_log (\n"
         "  id INTEGER PRIMARY KEY AUTOINCREMENT,\n"
         "  op TEXT NOT NULL CHECK (op IN ('I', 'U', 'D', 'F')),\n"
         "  kind TEXT NOT NULL,\n"
         "  field TEXT NOT NULL,\n"
         "  value TEXT NOT NULL,\n"
         "  at INTEGER NOT NULL DEFAULT (unixepoch())\n"
         ") STRICT";
}

std::string insert_statement(const Entity& entity) {
  std::vector<std::string> names;
  std::vector<std::string> values;
  for (const auto& column : columns(entity)) {
    names.push_back(sql_name(column.name));
    values.push_back(fmt::format("?{}", names.size()));
  }
  return fmt::format("INSERT INTO {} ({}) VALUES ({})", sql_name(entity.name()),
                     fmt::join(names, ", "), fmt::join(values, ", "));
}

std::string update_statement(const Entity& entity) {
  std::vector<std::string> settings;
  std::size_t parameter = 0;
  for (const auto& column : columns(entity)) {
    ++parameter;
    if (column.field->primary) continue;
    settings.push_back(fmt::format("{} = ?{}", sql_name(column.name), parameter));
  }
  return fmt::format("UPDATE {} SET {} WHERE id = ?1", sql_name(entity.name()),
                     fmt::join(settings, ", "));
}

std::string delete_statement(const Entity& entity) {
  return fmt::format("DELETE FROM {} WHERE id = ?1", sql_name(entity.name()));
}

std::string select_clause(const Entity& entity) {
  std::vector<std::string> names;
  for (const auto& column : columns(entity)) names.push_back(sql_name(column.name));
  return fmt::format("SELECT {} FROM {}", fmt::join(names, ", "), sql_name(entity.name()));
}

}  // namespace cardea::schema
