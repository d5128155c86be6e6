// SPDX-License-Identifier: Apache-2.0
// Texts that a column needs beyond what the row itself holds (JSON columns) are kept by the caller
// until the statement has run; texts of the row are bound as they stand.
#include "store/sqlite/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "schema/as_json.h"

namespace cardea::store::sqlite {
namespace {

void bind_value(Statement& statement, int parameter, const schema::Column& column,
                const json::Value* value, Texts& texts) {
  using schema::Storage;
  if (value == nullptr || value->is_null()) return statement.bind_null(parameter);
  if (column.storage == Storage::boolean && value->is_bool()) {
    return statement.bind(parameter, std::int64_t{value->get_bool() ? 1 : 0});
  }
  if (column.storage == Storage::integer && value->is_number()) {
    return statement.bind(parameter, value->is_double()
                                         ? static_cast<std::int64_t>(value->get_double())
                                         : value->to_number<std::int64_t>());
  }
  if (column.storage == Storage::real && value->is_number()) {
    return statement.bind(parameter, value->to_number<double>());
  }
  if (column.storage == Storage::text && value->is_string()) {
    return statement.bind(parameter, std::string_view(value->get_string()));
  }
  texts.push_back(schema::column_text(column, *value));
  statement.bind(parameter, std::string_view(texts.back()));
}

Result<json::Value> read_value(const Statement& statement, int at, const schema::Column& column) {
  using schema::Storage;
  if (statement.is_null(at)) return json::Value();
  switch (column.storage) {
    case Storage::boolean:
      return json::Value(statement.integer(at) != 0);
    case Storage::integer:
      return json::Value(statement.integer(at));
    case Storage::real:
      return json::Value(statement.real(at));
    default:
      return schema::from_column_text(column, statement.text(at));
  }
}

}  // namespace

std::string Table::quoted(std::string_view name) {
  return fmt::format("\"{}\"", name);
}

Table::Table(const schema::Entity& entity)
    : entity_(&entity),
      columns_(schema::columns(entity)),
      insert_(schema::insert_statement(entity)),
      update_(schema::update_statement(entity)),
      remove_(schema::delete_statement(entity)),
      select_(schema::select_clause(entity)) {
  for (const std::string& field : entity.lookups()) {
    const std::string condition = has_column(field) ? column(field) + " = ?1" : "?1 IS NULL";
    lookups_.push_back(
        {.field = field, .select = fmt::format("{} WHERE {} ORDER BY id", select_, condition)});
  }
  if (entity.expiry() == nullptr) return;
  const std::string end = column(entity.expiry()->name);
  select_ended_ =
      fmt::format("SELECT id FROM {0} WHERE {1} <= ?1 ORDER BY {1} LIMIT ?2", name(), end);
  select_if_ended_ = fmt::format("SELECT 1 FROM {} WHERE id = ?1 AND {} <= ?2", name(), end);
}

std::string Table::alive_condition(int parameter) const {
  return fmt::format("({0} IS NULL OR {0} > ?{1})", column(entity_->expiry()->name), parameter);
}

std::string_view Table::select_by(std::string_view field) const {
  for (const Lookup& lookup : lookups_) {
    if (lookup.field == field) return lookup.select;
  }
  std::abort();  // judge(Find) was not asked: a fault of ours
}

bool Table::has_column(std::string_view field) const {
  return std::ranges::any_of(columns_,
                             [&](const auto& column) { return column.field->name == field; });
}

std::string Table::column(std::string_view field) const {
  const schema::Field* const declared = entity_->find(field);
  return quoted(declared == nullptr ? std::string(field) : schema::column_name(*declared));
}

void Table::bind(Statement& statement, const Row& row, Texts& texts) const {
  int parameter = 0;
  for (const schema::Column& column : columns_) {
    bind_value(statement, ++parameter, column, row.if_contains(column.field->name), texts);
  }
}

void Table::bind_field(Statement& statement, int parameter, std::string_view field, const Row& row,
                       Texts& texts) const {
  for (const schema::Column& column : columns_) {
    if (column.field->name != field) continue;
    bind_value(statement, parameter, column, row.if_contains(field), texts);
  }
}

Result<Row> Table::read(const Statement& statement) const {
  Row row;
  row.reserve(entity_->fields().size());
  for (const schema::Field& field : entity_->fields()) row.emplace(field.name, nullptr);
  int at = 0;
  for (const schema::Column& column : columns_) {
    auto value = read_value(statement, at++, column);
    if (!value) return fail(std::move(value));
    row[column.field->name] = std::move(*value);
  }
  return row;
}

Tables::Tables(const schema::Catalog& catalog) : catalog_(catalog) {
  for (const schema::Entity* const entity : catalog.entities()) tables_.emplace_back(*entity);
}

const Table& Tables::of(const schema::Entity& entity) const {
  for (const Table& table : tables_) {
    if (&table.entity() == &entity) return table;
  }
  std::abort();  // an entity outside the catalog: a fault of ours
}

}  // namespace cardea::store::sqlite
