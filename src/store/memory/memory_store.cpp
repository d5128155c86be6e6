// SPDX-License-Identifier: Apache-2.0
// Every entry of the change log is one step of `last_`; a receipt is the last step of its batch.
#include "store/memory/memory_store.h"

#include <algorithm>

#include "base/uuid.h"
#include "schema/lifetime.h"
#include "store/question.h"

namespace cardea::store::memory {
namespace {

constexpr std::uint64_t poll_page = 10'000;

}  // namespace

MemoryStore::MemoryStore(const OpenOptions& options)
    : tables_(*options.catalog), log_limit_(options.change_log.rows), incarnation_(make_uuid()) {}

Task<Status> MemoryStore::migrate() {
  co_return Status();
}

Answer MemoryStore::answer(const Key& key) const {
  Answer answer{.asked = key, .rows = {}};
  const Table& table = tables_.of(*key.entity);
  for (const std::string& id : table.find_ids(key.field, key.value)) {
    answer.rows.push_back(*table.find(id));
  }
  return answer;
}

Task<Result<Found>> MemoryStore::find(Find question) {
  if (const auto judged = judge(question); !judged) co_return fail(judged);
  const std::scoped_lock guard(mutex_);
  auto answers =
      answer_all(question, [this](const Key& key) -> Result<Answer> { return answer(key); });
  if (!answers) co_return fail(answers);
  co_return Found{.answers = std::move(*answers), .at = position()};
}

Task<Result<Page>> MemoryStore::list(List question) {
  if (const auto judged = judge(question); !judged) co_return fail(judged);
  const std::scoped_lock guard(mutex_);
  Page page{.rows = {}, .at = position()};
  const Table& table = tables_.of(*question.entity);
  const auto& rows = table.rows();
  for (auto at = question.after ? rows.upper_bound(*question.after) : rows.begin();
       at != rows.end(); ++at) {
    const Row& row = at->second;
    if (question.within &&
        schema::Entity::lookup_value(row, question.within->field) != question.within->value) {
      continue;
    }
    if (question.tags && !passes(*question.tags, row)) continue;
    if (question.alive_at &&
        schema::lifetime_of(*question.entity, row).is_over(*question.alive_at)) {
      continue;
    }
    if (page.rows.size() == question.size) {
      page.more = true;
      break;
    }
    page.rows.push_back(row);
  }
  co_return page;
}

Task<Result<std::vector<std::string>>> MemoryStore::list_ended(ListEnded question) {
  if (const auto judged = judge(question); !judged) co_return fail(judged);
  const std::scoped_lock guard(mutex_);
  co_return tables_.of(*question.entity).find_ended(question.at, question.size);
}

Outcome MemoryStore::commit_now(const Batch& batch) {
  const std::scoped_lock guard(mutex_);
  Transaction transaction(tables_);
  if (auto violation = transaction.apply(batch)) return std::move(*violation);
  for (Event& event : transaction.keep()) {
    log_.push_back(std::move(event));
    ++last_;
  }
  while (log_.size() > log_limit_) log_.pop_front();
  return Receipt{last_};
}

Task<Result<Outcome>> MemoryStore::commit(Batch batch) {
  Outcome outcome = commit_now(batch);
  if (std::holds_alternative<Receipt>(outcome)) changed_.set();
  co_return outcome;
}

Task<Result<Polled>> MemoryStore::poll(std::uint64_t /*claim*/, Position acked) {
  changed_.reset();
  const std::scoped_lock guard(mutex_);
  Polled polled{.events = {}, .position = position(), .incarnation = incarnation_};
  const std::uint64_t pruned = last_ - log_.size();
  if (acked.ceiling == 0 || acked.ceiling <= pruned || acked.ceiling > last_ + 1) {
    polled.gap = true;
    co_return polled;
  }
  const std::uint64_t skip = acked.ceiling - 1 - pruned;
  const std::uint64_t take = std::min<std::uint64_t>(poll_page, log_.size() - skip);
  if (skip + take < log_.size()) changed_.set();
  polled.position.ceiling = acked.ceiling + take;
  for (std::uint64_t i = 0; i < take; ++i) polled.events.push_back(log_[skip + i]);
  co_return polled;
}

Task<void> MemoryStore::wait_for_change(Duration at_most) {
  const auto deadline = loop::Deadline::in(at_most);
  co_await changed_.wait(deadline);
}

Task<Result<std::unique_ptr<JobLock>>> MemoryStore::try_job_lock(std::string name) {
  co_return jobs_.try_take(std::move(name));
}

Task<void> MemoryStore::close() {
  co_return;
}

}  // namespace cardea::store::memory
