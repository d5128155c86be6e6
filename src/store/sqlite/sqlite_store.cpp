// SPDX-License-Identifier: Apache-2.0
// Puts the parts together. Members stand in the order in which they need each other: the threads
// come last, so they end first.
#include "store/sqlite/sqlite_store.h"

#include <filesystem>

#include "store/question.h"
#include "store/sqlite/failure.h"
#include "store/sqlite/reading.h"

namespace cardea::store::sqlite {
namespace {

constexpr unsigned reader_threads = 4;
constexpr std::uintmax_t checked_at_most = 16U << 20U;

// Reads the whole file for damage, where that takes no time to speak of. In large files damage
// shows when the damaged page is read.
Status check(Connection& connection) {
  std::error_code error;
  const auto size = std::filesystem::file_size(connection.path(), error);
  if (error || size > checked_at_most) return {};
  auto statement = connection.prepare("PRAGMA quick_check(1)");
  if (!statement) return fail(std::move(statement));
  const auto row = statement->step();
  if (!row) return fail(row);
  if (!*row || statement->text(0) == "ok") return {};
  return fail(damaged(connection.path(), statement->text(0)));
}

std::string path_of(const OpenOptions& options) {
  const auto set = options.setting ? options.setting("sqlite_path") : std::nullopt;
  if (set && !set->empty()) return *set;
  return (std::filesystem::path(options.data_directory) / "cardea.db").string();
}

}  // namespace

Result<std::unique_ptr<Store>> SqliteStore::open(const OpenOptions& options) {
  const std::string path = path_of(options);
  auto made = DataFile::make(std::filesystem::path(path).parent_path().string(), path);
  if (!made) return fail(std::move(made));
  auto lock = FileLock::acquire(path + ".lock", options.clock->wall());
  if (!lock) return fail(std::move(lock));
  auto connection = Connection::open(path, Connection::Use::write);
  if (!connection) return fail(std::move(connection));
  if (auto checked = check(*connection); !checked) return fail(std::move(checked));
  return std::make_unique<SqliteStore>(options, path, std::move(*lock), std::move(*connection));
}

SqliteStore::SqliteStore(const OpenOptions& options, const std::string& path, FileLock lock,
                         Connection connection)
    : lock_(std::move(lock)),
      tables_(*options.catalog),
      file_(path),
      readers_(file_, reader_threads),
      writer_({.clock = options.clock, .change_log = options.change_log},
              {.tables = tables_, .file = file_, .feed = feed_, .changed = changed_},
              std::move(connection)) {}

Task<Status> SqliteStore::migrate() {
  co_return co_await writer_.migrate(false);
}

// Questions own what they ask: who asked may be cancelled while a thread still reads.
Task<Result<Found>> SqliteStore::find(Find question) {
  if (const auto judged = judge(question); !judged) co_return fail(judged);
  auto ask = [this, question = std::move(question)](Connection& connection) {
    return sqlite::find(connection, tables_, question);
  };
  co_return co_await readers_.run(std::move(ask));
}

Task<Result<Page>> SqliteStore::list(List question) {
  if (const auto judged = judge(question); !judged) co_return fail(judged);
  auto ask = [this, question = std::move(question)](Connection& connection) {
    return sqlite::list(connection, tables_, question);
  };
  co_return co_await readers_.run(std::move(ask));
}

Task<Result<std::vector<std::string>>> SqliteStore::list_ended(ListEnded question) {
  if (const auto judged = judge(question); !judged) co_return fail(judged);
  auto ask = [this, question](Connection& connection) {
    return sqlite::list_ended(connection, tables_, question);
  };
  co_return co_await readers_.run(std::move(ask));
}

Task<Result<Outcome>> SqliteStore::commit(Batch batch) {
  co_return co_await writer_.commit(std::move(batch));
}

Task<Result<Polled>> SqliteStore::poll(std::uint64_t /*claim*/, Position acked) {
  changed_.reset();
  const auto ask = [this, acked = std::move(acked)](Connection& connection) {
    return feed_.read(connection, acked);
  };
  auto reading = co_await readers_.run(ask);
  if (!reading) co_return fail(std::move(reading));
  if (reading->more) changed_.set();
  if (!reading->rewound) co_return std::move(reading->polled);

  const auto renewed = co_await writer_.migrate(true);
  if (!renewed) co_return fail(renewed);
  auto again = co_await readers_.run(ask);
  if (!again) co_return fail(std::move(again));
  again->polled.gap = true;
  co_return std::move(again->polled);
}

Task<void> SqliteStore::wait_for_change(Duration at_most) {
  const auto deadline = loop::Deadline::in(at_most);
  co_await changed_.wait(deadline);
}

Task<Result<std::unique_ptr<JobLock>>> SqliteStore::try_job_lock(std::string name) {
  co_return jobs_.try_take(std::move(name));
}

Health SqliteStore::health() const {
  std::string problem = readers_.problem();
  if (problem.empty()) problem = writer_.problem();
  return {.reachable = problem.empty(), .problem = std::move(problem)};
}

Task<void> SqliteStore::close() {
  readers_.close_idle();
  co_await writer_.close();
  lock_.release();
}

}  // namespace cardea::store::sqlite
