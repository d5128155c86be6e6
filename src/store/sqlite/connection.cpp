// SPDX-License-Identifier: Apache-2.0
// Settings of a connection, each with its reason:
//   busy_timeout         an operator's shell may hold the write lock for a moment
//   journal_mode=WAL     readers and the writer do not wait for each other
//   synchronous=FULL     a commit survives power loss, which WAL's default does not promise
//   foreign_keys         SQLite has them off unless told, for each connection
//   DEFENSIVE, DQS off   no writing to SQLite's own tables; a wrong column name is not a text
//   journal_size_limit   the WAL file shrinks again after an operator's long read transaction
//   query_only           a reader that writes is a fault of ours
#include "store/sqlite/connection.h"

#include <fmt/format.h>

#include <utility>

#include "store/sqlite/failure.h"

namespace cardea::store::sqlite {
namespace {

constexpr const char* for_all = R"sql(
  PRAGMA busy_timeout = 2000;
  PRAGMA foreign_keys = ON;
  PRAGMA temp_store = MEMORY;
  PRAGMA cache_size = -8192;
)sql";
constexpr const char* for_writing = R"sql(
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA wal_autocheckpoint = 1000;
  PRAGMA journal_size_limit = 67108864;
)sql";
constexpr const char* for_reading = "PRAGMA query_only = ON";

}  // namespace

Statement::Statement(Statement&& other) noexcept
    : connection_(other.connection_), statement_(std::exchange(other.statement_, nullptr)) {}

Statement::~Statement() {
  if (statement_ == nullptr) return;
  ::sqlite3_reset(statement_);
  ::sqlite3_clear_bindings(statement_);
}

// Binding fails only for a parameter that does not exist or a text of more than a gigabyte; either
// is a fault of ours and shows when the statement is run.
void Statement::bind(int parameter, std::string_view text) {
  const char* const begin = text.data() == nullptr ? "" : text.data();
  ::sqlite3_bind_text64(statement_, parameter, begin, text.size(), SQLITE_STATIC, SQLITE_UTF8);
}
void Statement::bind(int parameter, std::int64_t number) {
  ::sqlite3_bind_int64(statement_, parameter, number);
}
void Statement::bind(int parameter, double number) {
  ::sqlite3_bind_double(statement_, parameter, number);
}
void Statement::bind_null(int parameter) {
  ::sqlite3_bind_null(statement_, parameter);
}

Result<bool> Statement::step() {
  const int code = ::sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return fail(connection_->failure(code, "reading"));
}

Result<int> Statement::run() {
  const int code = ::sqlite3_step(statement_);
  if (code == SQLITE_DONE || code == SQLITE_ROW) return SQLITE_OK;
  if (is_constraint(code)) return code;
  return fail(connection_->failure(code, "writing"));
}

void Statement::reset() {
  ::sqlite3_reset(statement_);
}

bool Statement::is_null(int column) const {
  return ::sqlite3_column_type(statement_, column) == SQLITE_NULL;
}
std::int64_t Statement::integer(int column) const {
  return ::sqlite3_column_int64(statement_, column);
}
double Statement::real(int column) const {
  return ::sqlite3_column_double(statement_, column);
}
std::string_view Statement::text(int column) const {
  const auto* const begin = ::sqlite3_column_text(statement_, column);
  if (begin == nullptr) return {};
  return {reinterpret_cast<const char*>(begin),
          static_cast<std::size_t>(::sqlite3_column_bytes(statement_, column))};
}

Result<Connection> Connection::open(const std::string& path, Use use) {
  const auto file = identify(path);
  sqlite3* db = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                    SQLITE_OPEN_PRIVATECACHE;
  const int code = ::sqlite3_open_v2(path.c_str(), &db, flags, nullptr);
  Connection connection(path, db);
  if (code != SQLITE_OK) return fail(connection.failure(code, "opening"));
  if (file) connection.file_ = *file;
  auto done = connection.set_up(use);
  if (!done) return fail(std::move(done));
  return connection;
}

Status Connection::set_up(Use use) {
  if (::sqlite3_db_readonly(db_.get(), "main") == 1) {
    return fail(failure(SQLITE_READONLY, "opening"));
  }
  ::sqlite3_db_config(db_.get(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  ::sqlite3_db_config(db_.get(), SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  ::sqlite3_db_config(db_.get(), SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  if (auto done = execute(for_all); !done) return done;
  if (use == Use::read) return execute(for_reading);
  if (auto done = execute(for_writing); !done) return done;
  auto mode = prepare("PRAGMA journal_mode");
  if (!mode) return fail(std::move(mode));
  const auto row = mode->step();
  if (!row) return fail(row);
  if (mode->text(0) == "wal") return {};
  return fail(Error::unavailable(
      fmt::format("{} cannot have a write-ahead log (its journal stays in mode {}). Put it on a "
                  "local file system that supports shared memory",
                  *path_, mode->text(0)),
      Origin::store));
}

Status Connection::execute(const std::string& sql) {
  const int code = ::sqlite3_exec(db_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code == SQLITE_OK) return {};
  return fail(failure(code, "executing " + sql.substr(0, sql.find_first_of("(\n"))));
}

Status Connection::run(std::string_view sql) {
  auto statement = prepare(sql);
  if (!statement) return fail(std::move(statement));
  const auto code = statement->run();
  if (!code) return fail(code);
  if (*code != SQLITE_OK) return fail(failure(*code, sql));
  return {};
}

Result<Statement> Connection::prepare(std::string_view sql) {
  auto at = statements_.find(sql);
  if (at == statements_.end()) {
    sqlite3_stmt* statement = nullptr;
    const int code = ::sqlite3_prepare_v3(db_.get(), sql.data(), static_cast<int>(sql.size()),
                                          SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) return fail(failure(code, "preparing a statement"));
    at = statements_.emplace(sql, statement).first;
  }
  return Statement(*this, at->second.get());
}

Result<std::int64_t> Connection::ask_number(std::string_view sql) {
  auto statement = prepare(sql);
  if (!statement) return fail(std::move(statement));
  const auto row = statement->step();
  if (!row) return fail(row);
  return *row ? statement->integer(0) : 0;
}

bool Connection::in_transaction() const {
  return ::sqlite3_get_autocommit(db_.get()) == 0;
}

bool Connection::flush_failed() const {
  const int code = ::sqlite3_extended_errcode(db_.get());
  return code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC;
}

Error Connection::failure(int code, std::string_view doing) const {
  return sqlite::failure(db_.get(), code, *path_, doing);
}

Result<ReadTransaction> ReadTransaction::begin(Connection& connection) {
  if (auto begun = connection.run("BEGIN"); !begun) return fail(std::move(begun));
  return ReadTransaction(connection);
}

ReadTransaction::ReadTransaction(ReadTransaction&& other) noexcept
    : connection_(std::exchange(other.connection_, nullptr)) {}

ReadTransaction::~ReadTransaction() {
  if (connection_ == nullptr || !connection_->in_transaction()) return;
  [[maybe_unused]] const Status ended = connection_->run("COMMIT");
}

}  // namespace cardea::store::sqlite
