// SPDX-License-Identifier: Apache-2.0
// The triggers of a table: the change log, and the checks that SQL can express. They are made anew
// at each migration, so a list of words may grow from one release to the next.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <boost/json/array.hpp>

#include "schema/as_sql.h"
#include "schema/catalog.h"
#include "schema/sql_text.h"

namespace cardea::schema {
namespace {

using Texts = std::vector<std::string>;

struct Trigger {
  const char* suffix;  ///< of its name, after the table's
  const char* event;
  std::string body;  ///< none: the trigger is only dropped
};
using Triggers = std::vector<Trigger>;

// `SELECT 'I', 'consumers', field, value` for every lookup of the rows named (NEW, OLD).
std::string log_entries(const Entity& entity, std::string_view op, const Texts& rows) {
  Texts selects;
  for (const auto& lookup : entity.lookups()) {
    const auto column = sql_name(column_name(*entity.find(lookup)));
    for (const auto& row : rows) {
      selects.push_back(fmt::format("SELECT {}{}, {}.{}{}", sql_text(lookup),
                                    selects.empty() ? " AS field" : "", row, column,
                                    selects.empty() ? " AS value" : ""));
    }
  }
  return fmt::format(
      "  INSERT INTO change_log (op, kind, field, value)\n"
      "  SELECT '{}', {}, field, value FROM (\n"
      "    {}\n"
      "  ) WHERE value IS NOT NULL;\n",
      op, sql_text(entity.name()), fmt::join(selects, "\n    UNION "));
}

// What makes another row stand in the way of NEW.
std::string clash_condition(const Entity& entity) {
  Texts conditions = {"other.id = NEW.id"};
  for (const auto& field : entity.fields()) {
    if (!field.unique) continue;
    const auto column = sql_name(column_name(field));
    conditions.push_back(fmt::format("other.{0} = NEW.{0}", column));
  }
  for (const auto& fields : entity.unique_together()) {
    Texts equal;
    const auto theirs = together_expressions(entity, fields, "other");
    const auto ours = together_expressions(entity, fields, "NEW");
    for (std::size_t i = 0; i < fields.size(); ++i) equal.push_back(theirs[i] + " = " + ours[i]);
    conditions.push_back(fmt::format("({})", fmt::join(equal, " AND ")));
  }
  return fmt::format("{}", fmt::join(conditions, " OR "));
}

// Logs every lookup of rows that NEW would drive out under OR REPLACE, for which SQLite fires no
// DELETE trigger. Where the statement fails on them instead, this entry is undone with it.
std::string log_replaced(const Entity& entity, std::string_view also) {
  Texts names;
  Texts values;
  for (const auto& lookup : entity.lookups()) {
    const auto column = sql_name(column_name(*entity.find(lookup)));
    names.push_back(fmt::format("SELECT {}{}", sql_text(lookup), names.empty() ? " AS field" : ""));
    values.push_back(fmt::format("WHEN {} THEN other.{}", sql_text(lookup), column));
  }
  return fmt::format(
      "  INSERT INTO change_log (op, kind, field, value)\n"
      "  SELECT 'U', {}, field, value FROM (\n"
      "    SELECT field, CASE field {} END AS value\n"
      "    FROM {} AS other CROSS JOIN ({})\n"
      "    WHERE ({}){}\n"
      "  ) WHERE value IS NOT NULL;\n",
      sql_text(entity.name()), fmt::join(values, " "), sql_name(entity.name()),
      fmt::join(names, " UNION ALL "), clash_condition(entity), also);
}

// The condition that SQL can put to a check, on a column of NEW; empty when it cannot.
std::string condition(const Check& check, const std::string& column) {
  const auto* list = check.argument.if_array();
  if (check.word == "one_of" && list != nullptr) {
    Texts words;
    for (const auto& one : *list) words.push_back(sql_literal(one));
    return fmt::format("{} IN ({})", column, fmt::join(words, ", "));
  }
  if (check.word == "between" && list != nullptr) {
    return fmt::format("{} BETWEEN {} AND {}", column, sql_literal((*list)[0]),
                       sql_literal((*list)[1]));
  }
  if (check.word == "gt") return fmt::format("{} > {}", column, sql_literal(check.argument));
  return {};
}

std::string refusals(const Entity& entity) {
  std::string body;
  for (const auto& column : columns(entity)) {
    if (column.storage == Storage::json) continue;
    const auto name = "NEW." + sql_name(column.name);
    for (const auto& check : column.field->checks) {
      const auto holds = condition(check, name);
      if (holds.empty()) continue;
      const auto text = fmt::format("{}.{}: the value breaks the rule {}", entity.name(),
                                    column.name, check.word);
      body += fmt::format("  SELECT RAISE(ABORT, {}) WHERE NOT ({});\n", sql_text(text), holds);
    }
  }
  return body;
}

// What goes with a row. The FOREIGN KEY says it too, but the sqlite3 shell does not heed those
// unless it is told to, and a consumer removed there must not leave credentials behind.
std::string cascade(const Entity& entity, const Catalog& catalog) {
  std::string body;
  for (const auto& [referrer, field] : catalog.referrers(entity.name())) {
    if (field->on_removal != OnRemoval::cascade) continue;
    body += fmt::format("  DELETE FROM {} WHERE {} = OLD.id;\n", sql_name(referrer->name()),
                        sql_name(column_name(*field)));
  }
  return body;
}

}  // namespace

std::vector<std::string> trigger_statements(const Entity& entity, const Catalog& catalog, Dialect) {
  constexpr auto elsewhere = " AND other.id <> OLD.id";
  const auto checks = refusals(entity);
  const Triggers triggers = {
      {"check_insert", "BEFORE INSERT", checks},
      {"check_update", "BEFORE UPDATE", checks},
      {"log_replaced_by_insert", "BEFORE INSERT", log_replaced(entity, "")},
      {"log_replaced_by_update", "BEFORE UPDATE", log_replaced(entity, elsewhere)},
      {"log_insert", "AFTER INSERT", log_entries(entity, "I", {"NEW"})},
      {"log_update", "AFTER UPDATE", log_entries(entity, "U", {"OLD", "NEW"})},
      {"log_delete", "AFTER DELETE", log_entries(entity, "D", {"OLD"})},
      {"cascade", "AFTER DELETE", cascade(entity, catalog)},
  };
  std::vector<std::string> statements;
  for (const auto& [suffix, event, body] : triggers) {
    const auto name = sql_name(fmt::format("{}_{}", entity.name(), suffix));
    statements.push_back(fmt::format("DROP TRIGGER IF EXISTS {}", name));
    if (body.empty()) continue;
    statements.push_back(fmt::format("CREATE TRIGGER {} {} ON {}\nBEGIN\n{}END", name, event,
                                     sql_name(entity.name()), body));
  }
  return statements;
}

}  // namespace cardea::schema
