// SPDX-License-Identifier: Apache-2.0
// Between look and commit a row may get a later end or be removed by somebody else; then the commit
// is refused as a whole, and the next look finds what is left.
#include "store/reaper.h"

#include <fmt/format.h>

#include <boost/system/system_error.hpp>
#include <exception>
#include <utility>

#include "loop/timer.h"
#include "observe/log.h"

namespace cardea::store {
namespace {

Batch removal_of(const schema::Entity& entity, const std::vector<std::string>& ids, WallTime now) {
  Batch batch;
  for (const std::string& id : ids) {
    batch.preconditions.push_back({.kind = Precondition::Kind::ended,
                                   .key = {.entity = &entity, .field = "id", .value = id},
                                   .at = now});
    batch.changes.push_back({.op = Change::Op::remove, .entity = &entity, .id = id});
  }
  return batch;
}

Error refused(const schema::Entity& entity, const Violation& violation) {
  return Error::internal(
      fmt::format("a {} whose lifetime has ended cannot be removed while a row of {} refers to it",
                  entity.singular(), violation.other));
}

}  // namespace

Reaper::Reaper(Parts parts) : parts_(std::move(parts)) {
  for (const schema::Entity* const entity : parts_.catalog.entities()) {
    if (entity->expiry() != nullptr) entities_.push_back(entity);
  }
}

Task<Result<Reaper::Count>> Reaper::round() {
  Count count;
  const auto lock = co_await parts_.store.try_job_lock("reap");
  if (!lock) co_return fail(lock);
  if (*lock == nullptr) co_return count;
  for (bool more = true; more;) {
    more = false;
    for (const schema::Entity* const entity : entities_) {
      const auto some = co_await remove_some(*entity);
      if (!some) co_return fail(some);
      if (*some == 0) continue;
      count[entity->name()] += *some;
      more = true;
    }
  }
  co_return count;
}

// One batch: how many rows were removed, 0 when nothing is left.
Task<Result<std::size_t>> Reaper::remove_some(const schema::Entity& entity) {
  for (;;) {
    const WallTime now = parts_.clock.wall();
    ListEnded question{.entity = &entity, .at = now, .size = parts_.pace.batch};
    const auto ids = co_await parts_.store.list_ended(std::move(question));
    if (!ids) co_return fail(ids);
    const std::size_t rows = ids->size();
    if (rows == 0) co_return rows;
    Batch batch = removal_of(entity, *ids, now);
    const auto outcome = co_await parts_.store.commit(std::move(batch));
    if (!outcome) co_return fail(outcome);
    const auto* const violation = std::get_if<Violation>(&*outcome);
    if (violation != nullptr && violation->kind != Violation::Kind::precondition) {
      co_return fail(refused(entity, *violation));
    }
    if (violation == nullptr && parts_.removed) {
      const Receipt receipt = std::get<Receipt>(*outcome);
      co_await parts_.removed(entity, rows, receipt);
    }
    co_await loop::sleep_for(parts_.pace.pause);
    if (violation == nullptr) co_return rows;
  }
}

Task<void> Reaper::run() {
  for (;;) {
    try {
      const auto done = co_await round();
      note(done);
    } catch (const boost::system::system_error&) {
      throw;  // cancelled: the gateway ends
    } catch (const std::exception& error) {
      note(fail(Error::internal(error.what())));
    }
    co_await loop::sleep_for(parts_.pace.interval);
  }
}

void Reaper::note(const Result<Count>& round) {
  if (!round) {
    if (problem_ != round.error().detail) {
      observe::warn("rows whose lifetime has ended cannot be removed (they count no more): {}",
                    round.error().detail);
    }
    problem_ = round.error().detail;
    return;
  }
  problem_.clear();
  std::string counts;
  for (const auto& [entity, rows] : *round) {
    counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", entity, rows);
  }
  if (!counts.empty()) observe::info("removed rows whose lifetime had ended: {}", counts);
}

}  // namespace cardea::store
