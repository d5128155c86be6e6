// SPDX-License-Identifier: Apache-2.0
// The description holds what a database cannot change later without rewriting a table: columns with
// type, NOT NULL and reference, and what is unique. Checks are in triggers, which are made anew.
#include "schema/evolve.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "json/parse.h"
#include "json/write.h"
#include "schema/sql_text.h"

namespace cardea::schema {
namespace {

std::string_view word(Storage storage) {
  switch (storage) {
    case Storage::text:
      return "text";
    case Storage::integer:
      return "integer";
    case Storage::real:
      return "real";
    case Storage::boolean:
      return "boolean";
    case Storage::json:
      return "json";
    case Storage::reference:
      break;
  }
  return "reference";
}

json::Object describe_column(const Column& column, const Catalog& catalog) {
  const auto& field = *column.field;
  json::Object description{{"type", boost::json::string_view(word(column.storage))},
                           {"required", field.required},
                           {"unique", field.unique}};
  if (field.kind == Kind::foreign && catalog.find(field.target) != nullptr) {
    description["references"] = boost::json::string_view(field.target);
    description["cascade"] = field.on_removal == OnRemoval::cascade;
  }
  return description;
}

json::Array describe_together(const Entity& entity) {
  json::Array all;
  for (const auto& fields : entity.unique_together()) {
    json::Array names;
    for (const auto& name : fields) names.emplace_back(boost::json::string_view(name));
    all.emplace_back(std::move(names));
  }
  return all;
}

json::Object describe_table(const Entity& entity, const Catalog& catalog) {
  json::Object described;
  for (const auto& column : columns(entity)) {
    described[column.name] = describe_column(column, catalog);
  }
  return {{"columns", std::move(described)}, {"unique_together", describe_together(entity)}};
}

void append(std::vector<std::string>& to, std::vector<std::string> more) {
  to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

std::unexpected<Error> refuse(const std::string& why) {
  return fail(Error{ErrorKind::invalid, Origin::store,
                    why + ". Nothing was changed; use the version of Cardea that wrote this "
                          "store, or export its content and import it into an empty one."});
}

/// What leads from one table as remembered to its declaration.
class Step {
 public:
  Step(const Entity& entity, const Catalog& catalog, const json::Object& known)
      : entity_(entity), catalog_(catalog), known_(known) {}

  Result<std::vector<std::string>> statements() {
    if (auto kept = check_dropped(); !kept) return fail(std::move(kept).error());
    for (const auto& column : columns(entity_)) {
      if (auto done = add_column(column); !done) return fail(std::move(done).error());
    }
    if (auto done = add_together(); !done) return fail(std::move(done).error());
    return std::move(statements_);
  }

 private:
  [[nodiscard]] const json::Object& known_columns() const {
    return known_.at("columns").as_object();
  }

  [[nodiscard]] Status check_dropped() const {
    const auto declared = columns(entity_);
    for (const auto& member : known_columns()) {
      const std::string_view name = member.key();
      if (std::ranges::find(declared, name, &Column::name) == declared.end()) {
        return refuse(fmt::format("The store has a column {}.{} that this version does not know",
                                  entity_.name(), name));
      }
    }
    return {};
  }

  Status add_column(const Column& column) {
    const auto description = describe_column(column, catalog_);
    if (const auto* before = known_columns().if_contains(column.name)) {
      if (json::equal(*before, description)) return {};
      return refuse(fmt::format("The column {}.{} is declared as {}, but the store has it as {}",
                                entity_.name(), column.name, json::write(description),
                                json::write(*before)));
    }
    const auto& field = *column.field;
    if (field.required && !(field.preset && !field.preset->is_null())) {
      return refuse(
          fmt::format("The new column {}.{} is required and has no default for rows "
                      "that exist",
                      entity_.name(), column.name));
    }
    statements_.push_back(fmt::format("ALTER TABLE {} ADD COLUMN {}", sql_name(entity_.name()),
                                      column_definition(column, catalog_)));
    append(statements_, index_statements(entity_, column));
    return {};
  }

  Status add_together() {
    const auto declared = describe_together(entity_);
    const auto& before = known_.at("unique_together").as_array();
    if (before.size() > declared.size() ||
        !std::equal(before.begin(), before.end(), declared.begin())) {
      return refuse(fmt::format("{} is unique by {} in the store, but declared unique by {}",
                                entity_.name(), json::write(json::Value(before)),
                                json::write(json::Value(declared))));
    }
    for (std::size_t i = before.size(); i < declared.size(); ++i) {
      statements_.push_back(unique_together_statement(entity_, i));
    }
    return {};
  }

  const Entity& entity_;
  const Catalog& catalog_;
  const json::Object& known_;
  std::vector<std::string> statements_;
};

Result<json::Object> read_description(const Described& now) {
  if (now.tables.empty()) return json::Object();
  auto known = json::parse_object(now.tables);
  if (!known) {
    return fail(
        Error{ErrorKind::internal, Origin::store,
              "the store's description of its own tables cannot be read: " + known.error().detail});
  }
  return known;
}

Status check_tables(const json::Object& known, const Catalog& catalog) {
  for (const auto& member : known) {
    if (catalog.find(member.key()) == nullptr) {
      return refuse(fmt::format("The store has a table {} that this version does not know",
                                std::string_view(member.key())));
    }
  }
  return {};
}

Result<std::vector<std::string>> steps(const json::Object& known, const Catalog& catalog,
                                       Dialect dialect) {
  if (auto kept = check_tables(known, catalog); !kept) return fail(std::move(kept).error());
  std::vector<std::string> statements;
  for (const auto* entity : catalog.entities()) {
    const auto* table = known.if_contains(entity->name());
    if (table == nullptr) {
      append(statements, table_statements(*entity, catalog, dialect));
      continue;
    }
    auto step = Step(*entity, catalog, table->as_object()).statements();
    if (!step) return fail(std::move(step).error());
    append(statements, std::move(*step));
  }
  for (const auto* entity : catalog.entities()) {
    append(statements, trigger_statements(*entity, catalog, dialect));
  }
  return statements;
}

}  // namespace

std::string describe(const Catalog& catalog) {
  json::Object tables;
  for (const auto* entity : catalog.entities()) {
    tables[entity->name()] = describe_table(*entity, catalog);
  }
  return json::canonical(tables);
}

Result<Migration> evolve(const Described& now, const Catalog& catalog, Dialect dialect) {
  if (now.min_reader_version > schema_version) {
    return fail(Error{
        ErrorKind::invalid, Origin::store,
        fmt::format("The store was migrated by a newer Cardea (schema {}), which only versions "
                    "with schema {} or later can read; this one has schema {}. Start a newer "
                    "Cardea.",
                    now.schema_version, now.min_reader_version, schema_version)});
  }
  if (now.schema_version > schema_version) return Migration{.statements = {}, .after = now};

  const auto known = read_description(now);
  if (!known) return fail(known);
  auto statements = steps(*known, catalog, dialect);
  if (!statements) return fail(std::move(statements).error());
  return Migration{.statements = std::move(*statements),
                   .after = {.schema_version = schema_version,
                             .min_reader_version = min_reader_version,
                             .tables = describe(catalog)}};
}

}  // namespace cardea::schema
