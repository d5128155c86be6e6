// SPDX-License-Identifier: Apache-2.0
// The order is that of Kong: the id, then unique fields, then references.
#include "store/sqlite/violation.h"

#include <fmt/format.h>

namespace cardea::store::sqlite {
namespace {

// Asks whether a row exists, with parameters bound by the caller's function.
template <class Bind>
Result<bool> exists(Connection& connection, const std::string& sql, Bind bind) {
  auto statement = connection.prepare(sql);
  if (!statement) return fail(std::move(statement));
  bind(*statement);
  return statement->step();
}

class Explanation {
 public:
  Explanation(Connection& connection, const Tables& tables, const Change& change)
      : connection_(connection),
        tables_(tables),
        change_(change),
        table_(tables.of(*change.entity)) {}

  Result<std::optional<Violation>> find() {
    if (change_.op == Change::Op::remove) return find_referrer();
    auto found = find_primary();
    if (found && !*found) found = find_clash();
    if (found && !*found) found = find_dangling();
    return found;
  }

 private:
  using Found = Result<std::optional<Violation>>;

  Found found(Violation violation) const {
    violation.entity = change_.entity;
    return std::optional<Violation>(std::move(violation));
  }

  Found find_primary() {
    if (change_.op != Change::Op::insert) return std::nullopt;
    const std::string sql = fmt::format("SELECT 1 FROM {} WHERE id = ?1", table_.name());
    Texts texts;
    const auto taken = exists(connection_, sql, [&](Statement& statement) {
      table_.bind_field(statement, 1, "id", change_.row, texts);
    });
    if (!taken) return fail(taken);
    if (!*taken) return std::nullopt;
    return found({.kind = Violation::Kind::primary, .fields = {"id"}});
  }

  Found find_clash() {
    std::vector<std::vector<std::string>> rules;
    for (const schema::Field& field : change_.entity->fields()) {
      if (field.unique) rules.push_back({field.name});
    }
    const auto& together = change_.entity->unique_together();
    rules.insert(rules.end(), together.begin(), together.end());
    for (auto& fields : rules) {
      const auto clash = clashes(fields);
      if (!clash) return fail(clash);
      if (*clash) {
        return found({.kind = Violation::Kind::unique, .fields = std::move(fields)});
      }
    }
    return std::nullopt;
  }

  // In a combination null equals null; a single null is unlike everything.
  Result<bool> clashes(const std::vector<std::string>& fields) {
    std::string sql = fmt::format("SELECT 1 FROM {} WHERE id <> ?1", table_.name());
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (!table_.has_column(fields[i])) continue;
      sql += fmt::format(" AND {} {} ?{}", table_.column(fields[i]),
                         fields.size() == 1 ? "=" : "IS", i + 2);
    }
    Texts texts;
    return exists(connection_, sql, [&](Statement& statement) {
      table_.bind_field(statement, 1, "id", change_.row, texts);
      for (std::size_t i = 0; i < fields.size(); ++i) {
        table_.bind_field(statement, static_cast<int>(i) + 2, fields[i], change_.row, texts);
      }
    });
  }

  Found find_dangling() {
    for (const schema::Field& field : change_.entity->fields()) {
      if (field.kind != schema::Kind::foreign) continue;
      const auto id = schema::Entity::lookup_value(change_.row, field.name);
      if (!id) continue;
      const auto there = has_row(field.target, *id);
      if (!there) return fail(there);
      if (*there) continue;
      return found(
          {.kind = Violation::Kind::foreign, .fields = {field.name}, .other = field.target});
    }
    return std::nullopt;
  }

  // An entity that is not built yet has no rows.
  Result<bool> has_row(const std::string& target, const std::string& id) {
    if (tables_.catalog().find(target) == nullptr) return false;
    const std::string sql = fmt::format("SELECT 1 FROM {} WHERE id = ?1", Table::quoted(target));
    return exists(connection_, sql, [&](Statement& statement) { statement.bind(1, id); });
  }

  // A cascade may be stopped further down, so every restriction between here and there is asked:
  // first those of the row itself, then those of what would go with it.
  Found find_referrer() {
    const auto& referrers = tables_.catalog().referrers(change_.entity->name());
    for (const auto& one : referrers) {
      if (one.field->on_removal != schema::OnRemoval::restrict) continue;
      const Table& other = tables_.of(*one.entity);
      const std::string sql = fmt::format("SELECT 1 FROM {} WHERE {} = ?1", other.name(),
                                          other.column(one.field->name));
      const auto there =
          exists(connection_, sql, [&](Statement& statement) { statement.bind(1, change_.id); });
      if (!there) return fail(there);
      if (*there) return found(referenced_by(*one.entity));
    }
    for (const auto& one : referrers) {
      const auto below = tables_.catalog().referrers(one.entity->name());
      for (const auto& two : below) {
        if (two.field->on_removal == schema::OnRemoval::restrict) {
          return found(referenced_by(*two.entity));
        }
      }
    }
    return std::nullopt;
  }

  static Violation referenced_by(const schema::Entity& other) {
    return {.kind = Violation::Kind::referenced, .other = other.name()};
  }

  Connection& connection_;
  const Tables& tables_;
  const Change& change_;
  const Table& table_;
};

}  // namespace

Result<Violation> explain(Connection& connection, const Tables& tables, const Change& change,
                          int code) {
  Error unexplained = connection.failure(code, "writing a row");
  auto found = Explanation(connection, tables, change).find();
  if (!found) return fail(std::move(found));
  if (*found) return std::move(**found);
  unexplained.kind = ErrorKind::internal;
  return fail(std::move(unexplained));
}

}  // namespace cardea::store::sqlite
