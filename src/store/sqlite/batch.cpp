// SPDX-License-Identifier: Apache-2.0
// See batch.h. That an updated or removed row existed shows in the number of rows changed, without
// a question before.
#include "store/sqlite/batch.h"

#include "store/sqlite/bookkeeping.h"
#include "store/sqlite/violation.h"

namespace cardea::store::sqlite {
namespace {

using MaybeViolation = Result<std::optional<Violation>>;

Result<bool> has_ended(Connection& connection, const Table& table, const Precondition& wanted) {
  if (table.entity().expiry() == nullptr) return false;
  auto statement = connection.prepare(table.select_if_ended());
  if (!statement) return fail(std::move(statement));
  statement->bind(1, wanted.key.value);
  statement->bind(2, wanted.at.seconds());
  return statement->step();
}

Result<bool> holds(Connection& connection, const Tables& tables, const Precondition& wanted) {
  const Table& table = tables.of(*wanted.key.entity);
  if (wanted.kind == Precondition::Kind::ended) return has_ended(connection, table, wanted);
  auto statement = connection.prepare(table.select_by(wanted.key.field));
  if (!statement) return fail(std::move(statement));
  statement->bind(1, wanted.key.value);
  const auto there = statement->step();
  if (!there) return fail(there);
  if (wanted.kind == Precondition::Kind::absent) return !*there;
  if (!*there) return false;
  const auto row = table.read(*statement);
  if (!row) return fail(row);
  return etag(*row) == wanted.etag;
}

Result<int> run_change(Connection& connection, const Table& table, const Change& change) {
  const bool writes = change.op != Change::Op::remove;
  auto statement = connection.prepare(!writes                           ? table.remove()
                                      : change.op == Change::Op::insert ? table.insert()
                                                                        : table.update());
  if (!statement) return fail(std::move(statement));
  Texts texts;
  if (writes) {
    table.bind(*statement, change.row, texts);
  } else {
    statement->bind(1, change.id);
  }
  return statement->run();
}

MaybeViolation apply_change(Connection& connection, const Tables& tables, const Change& change) {
  const auto code = run_change(connection, tables.of(*change.entity), change);
  if (!code) return fail(code);
  if (*code != SQLITE_OK) {
    auto violation = explain(connection, tables, change, *code);
    if (!violation) return fail(std::move(violation));
    return std::move(*violation);
  }
  const auto rows = connection.ask_number("SELECT changes()");
  if (!rows) return fail(rows);
  if (*rows != 0) return std::nullopt;
  return Violation{.kind = Violation::Kind::absent, .entity = change.entity, .fields = {"id"}};
}

}  // namespace

Result<Outcome> apply(Connection& connection, const Tables& tables, const Batch& batch) {
  for (std::size_t i = 0; i < batch.preconditions.size(); ++i) {
    const Precondition& wanted = batch.preconditions[i];
    const auto held = holds(connection, tables, wanted);
    if (!held) return fail(held);
    if (*held) continue;
    return Violation{.kind = Violation::Kind::precondition,
                     .change = i,
                     .entity = wanted.key.entity,
                     .fields = {wanted.key.field}};
  }
  for (std::size_t i = 0; i < batch.changes.size(); ++i) {
    auto violation = apply_change(connection, tables, batch.changes[i]);
    if (!violation) return fail(std::move(violation));
    if (!*violation) continue;
    (*violation)->change = i;
    return std::move(**violation);
  }
  const auto position = read_position(connection);
  if (!position) return fail(position);
  return Receipt{position->ceiling - 1};
}

}  // namespace cardea::store::sqlite
