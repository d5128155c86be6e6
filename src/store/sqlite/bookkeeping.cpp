// SPDX-License-Identifier: Apache-2.0
// The bookkeeping table is the only one that is not derived from a declaration; it must stay
// readable for every version, so columns are only ever added to it.
#include "store/sqlite/bookkeeping.h"

#include "base/uuid.h"
#include "schema/as_sql.h"

namespace cardea::store::sqlite {
namespace {

constexpr const char* make_bookkeeping = R"sql(CREATE TABLE IF NOT EXISTS cardea_store (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  incarnation TEXT NOT NULL,
  schema_version INTEGER NOT NULL,
  min_reader_version INTEGER NOT NULL,
  tables TEXT NOT NULL
) STRICT)sql";
constexpr const char* first_row = "INSERT OR IGNORE INTO cardea_store VALUES (1, ?1, 0, 0, '')";

Result<schema::Described> read_described(Connection& connection) {
  auto statement = connection.prepare(
      "SELECT schema_version, min_reader_version, tables FROM cardea_store WHERE one = 1");
  if (!statement) return fail(std::move(statement));
  const auto row = statement->step();
  if (!row) return fail(row);
  if (!*row) return schema::Described();
  return schema::Described{.schema_version = static_cast<int>(statement->integer(0)),
                           .min_reader_version = static_cast<int>(statement->integer(1)),
                           .tables = std::string(statement->text(2))};
}

Status run(Connection& connection, std::string_view sql, std::string_view text) {
  auto statement = connection.prepare(sql);
  if (!statement) return fail(std::move(statement));
  statement->bind(1, text);
  const auto done = statement->run();
  return done ? Status() : Status(fail(done));
}

Status remember(Connection& connection, const schema::Described& described) {
  auto statement = connection.prepare(
      "UPDATE cardea_store SET schema_version = ?1, min_reader_version = ?2, tables = ?3");
  if (!statement) return fail(std::move(statement));
  statement->bind(1, std::int64_t{described.schema_version});
  statement->bind(2, std::int64_t{described.min_reader_version});
  statement->bind(3, described.tables);
  const auto done = statement->run();
  return done ? Status() : Status(fail(done));
}

Status migrate_within(Connection& connection, const schema::Catalog& catalog, bool renew) {
  const auto has_log = connection.ask_number(
      "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'change_log'");
  if (!has_log) return fail(has_log);
  Status done = connection.execute(make_bookkeeping);
  if (done && *has_log == 0) done = connection.execute(schema::change_log_statement());
  if (done) done = run(connection, first_row, make_uuid());
  if (!done) return done;

  const auto described = read_described(connection);
  if (!described) return fail(described);
  auto migration = schema::evolve(*described, catalog);
  if (!migration) return fail(std::move(migration));
  for (const std::string& statement : migration->statements) {
    done = connection.execute(statement);
    if (!done) return done;
  }
  done = remember(connection, migration->after);
  if (!done || !renew) return done;
  return run(connection, "UPDATE cardea_store SET incarnation = ?1", make_uuid());
}

}  // namespace

Status migrate(Connection& connection, const schema::Catalog& catalog, bool renew) {
  if (auto begun = connection.execute("BEGIN IMMEDIATE"); !begun) return begun;
  Status done = migrate_within(connection, catalog, renew);
  if (done) done = connection.execute("COMMIT");
  if (!done && connection.in_transaction()) {
    [[maybe_unused]] const Status undone = connection.execute("ROLLBACK");
  }
  return done;
}

Result<std::string> read_incarnation(Connection& connection) {
  auto statement = connection.prepare("SELECT incarnation FROM cardea_store WHERE one = 1");
  if (!statement) return fail(std::move(statement));
  const auto row = statement->step();
  if (!row) return fail(row);
  return *row ? std::string(statement->text(0)) : std::string();
}

Result<Position> read_position(Connection& connection) {
  const auto last =
      connection.ask_number("SELECT seq FROM sqlite_sequence WHERE name = 'change_log'");
  if (!last) return fail(last);
  return Position{.ceiling = static_cast<std::uint64_t>(*last) + 1};
}

}  // namespace cardea::store::sqlite
