// SPDX-License-Identifier: Apache-2.0
// One connection to the file, for one thread at a time, and the prepared statements it keeps. Every
// failure comes back as an Error with a sentence for the operator (failure.h); rows that break a
// constraint are told apart by `Statement::run`.
#pragma once

#include <sqlite3.h>

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/sqlite/file_identity.h"

namespace cardea::store::sqlite {

class Connection;

/// A prepared statement in use. Reset, its parameters cleared, when it dies; the connection keeps
/// it for the next time. Parameters and columns count from 1 and from 0, as in SQLite.
class Statement {
 public:
  Statement(Connection& connection, sqlite3_stmt* statement)
      : connection_(&connection), statement_(statement) {}
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  /// The text must stay as it is until the statement dies or is reset.
  void bind(int parameter, std::string_view text);
  void bind(int parameter, std::int64_t number);
  void bind(int parameter, double number);
  void bind_null(int parameter);

  /// The next row; false when there is none.
  Result<bool> step();
  /// Runs a statement without rows. Its value is SQLITE_OK, or the extended code of the constraint
  /// that a row broke (see violation.h); anything else is an Error.
  Result<int> run();
  /// Before it is run again with other parameters.
  void reset();

  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] double real(int column) const;
  /// Valid until the next step.
  [[nodiscard]] std::string_view text(int column) const;

 private:
  Connection* connection_;
  sqlite3_stmt* statement_;
};

class Connection {
 public:
  enum class Use { write, read };

  /// Opens an existing file (also an empty one, for writing) and sets what every connection needs:
  /// WAL, synchronous=FULL, foreign keys, a bounded wait for other writers.
  static Result<Connection> open(const std::string& path, Use use);

  Connection(Connection&&) noexcept = default;
  Connection& operator=(Connection&&) noexcept = default;

  /// Runs one or more statements without parameters and rows.
  Status execute(const std::string& sql);
  /// Runs one statement without parameters and rows, from the cache.
  Status run(std::string_view sql);
  /// From the cache, or prepared now. One text must not be in use twice at the same time.
  Result<Statement> prepare(std::string_view sql);
  /// The first column of the first row; 0 when there is none.
  Result<std::int64_t> ask_number(std::string_view sql);

  /// Whether a transaction is open; some failures make SQLite end it by itself.
  [[nodiscard]] bool in_transaction() const;
  /// Whether the last failure was one of fsync(2), after which nobody knows what is on the disk.
  [[nodiscard]] bool flush_failed() const;
  /// The error for the last failure here; `doing` completes "while ...".
  [[nodiscard]] Error failure(int code, std::string_view doing) const;
  [[nodiscard]] const std::string& path() const { return *path_; }
  /// The file that was opened, whatever stands at its path today.
  [[nodiscard]] const FileIdentity& file() const { return file_; }

 private:
  struct Close {
    void operator()(sqlite3* db) const { ::sqlite3_close_v2(db); }
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { ::sqlite3_finalize(statement); }
  };

  struct Hash : std::hash<std::string_view> {
    // NOLINTNEXTLINE(readability-identifier-naming): the standard library looks for this name
    using is_transparent = void;
  };

  Connection(const std::string& path, sqlite3* db)
      : path_(std::make_unique<std::string>(path)), db_(db) {}
  Status set_up(Use use);

  std::unique_ptr<std::string> path_;
  FileIdentity file_;
  std::unique_ptr<sqlite3, Close> db_;
  boost::unordered_flat_map<std::string, std::unique_ptr<sqlite3_stmt, Finalize>, Hash,
                            std::equal_to<>>
      statements_;
};

/// A transaction that only reads: one snapshot for several statements, from the first of them on.
class ReadTransaction {
 public:
  static Result<ReadTransaction> begin(Connection& connection);
  ReadTransaction(ReadTransaction&& other) noexcept;
  ReadTransaction& operator=(ReadTransaction&&) = delete;
  ~ReadTransaction();

 private:
  explicit ReadTransaction(Connection& connection) : connection_(&connection) {}
  Connection* connection_;
};

}  // namespace cardea::store::sqlite
