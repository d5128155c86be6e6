// SPDX-License-Identifier: Apache-2.0
// A store in memory, for tests and for trying things out: the same promises as the others (rules,
// transactions, change log, positions), except that nothing survives the process. One mutex guards
// everything; no call waits for anything but that and `wait_for_change`.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>

#include "loop/event.h"
#include "store/backend.h"
#include "store/job_locks.h"
#include "store/memory/tables.h"
#include "store/store.h"

namespace cardea::store::memory {

class MemoryStore final : public Store {
 public:
  explicit MemoryStore(const OpenOptions& options);

  Task<Status> migrate() override;
  Task<Result<Found>> find(Find question) override;
  Task<Result<Page>> list(List question) override;
  Task<Result<std::vector<std::string>>> list_ended(ListEnded question) override;
  Task<Result<Outcome>> commit(Batch batch) override;
  Task<Result<Polled>> poll(std::uint64_t claim, Position acked) override;
  Task<void> wait_for_change(Duration at_most) override;
  Task<Result<std::unique_ptr<JobLock>>> try_job_lock(std::string name) override;
  [[nodiscard]] Health health() const override { return {}; }
  Task<void> close() override;

 private:
  [[nodiscard]] Position position() const { return {.ceiling = last_ + 1}; }
  [[nodiscard]] Answer answer(const Key& key) const;
  Outcome commit_now(const Batch& batch);

  mutable std::mutex mutex_;  ///< guards what follows, up to the empty line
  Tables tables_;
  std::deque<Event> log_;   ///< its last entry has the sequence number `last_`
  std::uint64_t last_ = 0;  ///< of the last log entry ever written
  std::size_t log_limit_;

  const std::string incarnation_;
  loop::Event changed_;
  LocalJobLocks jobs_;
};

}  // namespace cardea::store::memory
