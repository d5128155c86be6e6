// SPDX-License-Identifier: Apache-2.0
// The one thread that writes, and that watches for what others write. Batches wait in a bounded
// queue; whatever waits when the thread comes back is executed in one transaction, each batch in a
// savepoint, so that a refused one undoes only itself, and one COMMIT with its flush to disk
// answers them all. When the transaction as a whole fails, each of its batches is tried alone, so
// that one that does not fit on the disk does not take the others with it. Ten times a second it
// looks whether somebody else (an operator's shell) changed the file, or put another in its place.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "loop/event.h"
#include "loop/task.h"
#include "store/sqlite/change_feed.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/data_file.h"
#include "store/sqlite/problem.h"
#include "store/sqlite/table.h"
#include "store/store.h"

namespace cardea::store::sqlite {

struct WriterOptions {
  const Clock* clock = &system_clock();
  ChangeLogLimits change_log{};
  std::size_t queue_limit = 4096;  ///< batches that wait; beyond that: unavailable
  std::size_t group_limit = 256;   ///< batches in one transaction
};

/// What the writer works on; everything must outlive it.
struct WriterSurroundings {
  const Tables& tables;
  DataFile& file;
  ChangeFeed& feed;
  loop::Event& changed;  ///< set after every transaction that changed something, ours or not
};

/// Thread-safe.
class Writer {
 public:
  Writer(const WriterOptions& options, const WriterSurroundings& surroundings,
         Connection connection);
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  /// Finishes what is queued and joins.
  ~Writer();

  /// Answers when the batch is durable or refused.
  Task<Result<Outcome>> commit(Batch batch);

  /// Brings the schema up to the declarations; `renew` gives the store a new incarnation.
  Task<Status> migrate(bool renew);

  /// Takes no more, finishes what is queued, closes the connection.
  Task<void> close();

  /// The last failure, until writing succeeds again; empty when all is well.
  [[nodiscard]] std::string problem() const { return problem_.text(); }

 private:
  using Pace = std::chrono::steady_clock;
  using Job = std::function<Status(Connection&)>;
  struct Ticket {
    Batch batch;
    Job job;  ///< instead of a batch; runs alone
    Result<Outcome> outcome = Receipt();
    loop::Event done;
  };
  using Tickets = std::vector<std::shared_ptr<Ticket>>;
  using Group = std::span<const std::shared_ptr<Ticket>>;

  Task<Result<Outcome>> enqueue(std::shared_ptr<Ticket> ticket);
  void run();
  /// What waits, at most a group; empty when nothing came for a while.
  Tickets take();
  [[nodiscard]] bool ended() const;
  void serve(const Tickets& tickets);
  void serve_job(Ticket& ticket);
  static void answer(Group group, const Status& failure);
  Status begin();
  /// The open transaction of these; when it fails, each of them holds the error.
  Status execute(Group group);
  Status execute_each(Group group);
  Result<Outcome> apply_in_savepoint(const Batch& batch);
  Status commit_group();
  Status follow_file();
  void watch();
  void prune();
  void note(const Status& status);

  const WriterOptions options_;
  const WriterSurroundings around_;
  Connection connection_;          ///< this and what follows, up to the mutex: only the thread's
  std::int64_t data_version_ = 0;  ///< differs after somebody else's commit
  std::size_t since_pruning_ = 0;  ///< batches
  Pace::time_point last_pruning_;
  Pace::time_point last_look_{};
  Pace::time_point last_probe_{};

  mutable std::mutex mutex_;  ///< guards what follows, up to the empty line
  std::condition_variable wake_;
  std::deque<std::shared_ptr<Ticket>> queue_;
  bool ending_ = false;

  Problem problem_;
  loop::Event gone_;
  std::thread thread_;
};

}  // namespace cardea::store::sqlite
