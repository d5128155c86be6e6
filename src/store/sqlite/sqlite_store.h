// SPDX-License-Identifier: Apache-2.0
// The store in one file on this machine: SQLite in WAL mode, one thread that writes (writer.h), a
// few that read (readers.h), the change log as the feed (change_feed.h). One process owns the file;
// an operator's sqlite3 shell may read and write beside it and is noticed within a fraction of a
// second.
#pragma once

#include <memory>
#include <string>

#include "loop/event.h"
#include "store/backend.h"
#include "store/job_locks.h"
#include "store/sqlite/change_feed.h"
#include "store/sqlite/data_file.h"
#include "store/sqlite/file_lock.h"
#include "store/sqlite/readers.h"
#include "store/sqlite/table.h"
#include "store/sqlite/writer.h"
#include "store/store.h"

namespace cardea::store::sqlite {

class SqliteStore final : public Store {
 public:
  /// The file is `sqlite_path` if set, else `cardea.db` in the data directory. Blocks. Fails with
  /// `conflict` when another process holds it, otherwise with what is wrong with the file.
  static Result<std::unique_ptr<Store>> open(const OpenOptions& options);

  SqliteStore(const OpenOptions& options, const std::string& path, FileLock lock,
              Connection connection);

  Task<Status> migrate() override;
  Task<Result<Found>> find(Find question) override;
  Task<Result<Page>> list(List question) override;
  Task<Result<std::vector<std::string>>> list_ended(ListEnded question) override;
  Task<Result<Outcome>> commit(Batch batch) override;
  Task<Result<Polled>> poll(std::uint64_t claim, Position acked) override;
  Task<void> wait_for_change(Duration at_most) override;
  Task<Result<std::unique_ptr<JobLock>>> try_job_lock(std::string name) override;
  [[nodiscard]] Health health() const override;
  Task<void> close() override;

 private:
  FileLock lock_;
  Tables tables_;
  DataFile file_;
  ChangeFeed feed_;
  loop::Event changed_;
  LocalJobLocks jobs_;
  Readers readers_;
  Writer writer_;
};

}  // namespace cardea::store::sqlite
