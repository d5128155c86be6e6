// SPDX-License-Identifier: Apache-2.0
// See change_feed.h. Reading is one transaction, so that incarnation, position and entries belong
// together.
#include "store/sqlite/change_feed.h"

#include <fmt/format.h>

#include <algorithm>

#include "store/sqlite/bookkeeping.h"

namespace cardea::store::sqlite {
namespace {

constexpr std::int64_t page = 10'000;

// One entry, as its statement stands on it: columns id, kind, op, field, value, at.
std::string everything_in(const Statement& entry) {
  return fmt::format("{}\n{}\n{}\n{}\n{}", entry.text(1), entry.text(2), entry.text(3),
                     entry.text(4), entry.integer(5));
}

Event event_in(const Statement& entry) {
  const auto op = entry.text(2);
  return {.op = op.empty() ? Event::Op::forget : static_cast<Event::Op>(op.front()),
          .kind = std::string(entry.text(1)),
          .field = std::string(entry.text(3)),
          .value = std::string(entry.text(4))};
}

/// Nothing when the entry is not there any more.
Result<std::optional<std::string>> read_entry(Connection& connection, std::uint64_t number) {
  auto statement =
      connection.prepare("SELECT id, kind, op, field, value, at FROM change_log WHERE id = ?1");
  if (!statement) return fail(std::move(statement));
  statement->bind(1, static_cast<std::int64_t>(number));
  const auto there = statement->step();
  if (!there) return fail(there);
  if (!*there) return std::nullopt;
  return everything_in(*statement);
}

struct Entries {
  std::vector<Event> events;
  bool hole = false;
  std::string last;  ///< everything the last one says
};

Result<Entries> read_entries(Connection& connection, std::uint64_t from) {
  auto statement = connection.prepare(
      "SELECT id, kind, op, field, value, at FROM change_log WHERE id >= ?1 ORDER BY id LIMIT ?2");
  if (!statement) return fail(std::move(statement));
  statement->bind(1, static_cast<std::int64_t>(from));
  statement->bind(2, page);
  Entries entries;
  for (;;) {
    const auto there = statement->step();
    if (!there) return fail(there);
    if (!*there) return entries;
    if (static_cast<std::uint64_t>(statement->integer(0)) != from + entries.events.size()) {
      entries.hole = true;
      return entries;
    }
    entries.events.push_back(event_in(*statement));
    entries.last = everything_in(*statement);
  }
}

}  // namespace

// Whether the entry that was told last is missing from the end or says something else now. That it
// was pruned is no sign of anything.
Result<bool> ChangeFeed::is_rewound(Connection& connection, const Position& now) {
  std::optional<Told> told;
  {
    const std::scoped_lock guard(mutex_);
    told = told_;
  }
  if (!told) return false;
  if (now.ceiling <= told->number) return true;
  const auto entry = read_entry(connection, told->number);
  if (!entry) return fail(entry);
  return *entry && **entry != told->entry;
}

Result<ChangeFeed::Reading> ChangeFeed::read(Connection& connection, const Position& acked) {
  const auto transaction = ReadTransaction::begin(connection);
  if (!transaction) return fail(transaction.error());
  const auto now = read_position(connection);
  if (!now) return fail(now);
  auto incarnation = read_incarnation(connection);
  if (!incarnation) return fail(std::move(incarnation));
  const auto rewound = is_rewound(connection, *now);
  if (!rewound) return fail(rewound);

  Reading reading{
      .polled = {.events = {}, .position = *now, .incarnation = std::move(*incarnation)},
      .rewound = *rewound};
  reading.polled.gap = *rewound || acked.ceiling == 0 || acked.ceiling > now->ceiling;
  if (reading.polled.gap) return reading;
  auto entries = read_entries(connection, acked.ceiling);
  if (!entries) return fail(std::move(entries));
  const std::uint64_t end = acked.ceiling + entries->events.size();
  reading.polled.gap = entries->hole || (end < now->ceiling && entries->events.size() < page);
  if (reading.polled.gap) return reading;
  remember({.number = entries->events.empty() ? 0 : end - 1, .entry = std::move(entries->last)},
           acked);
  reading.more = end < now->ceiling;
  reading.polled.position.ceiling = end;
  reading.polled.events = std::move(entries->events);
  return reading;
}

void ChangeFeed::remember(Told told, const Position& acked) {
  const std::scoped_lock guard(mutex_);
  acked_ = acked.ceiling;
  if (told.number != 0) told_ = std::move(told);
}

void ChangeFeed::start_anew() {
  const std::scoped_lock guard(mutex_);
  told_.reset();
  acked_ = 0;
}

Result<bool> ChangeFeed::prune(Connection& connection, const ChangeLogLimits& limits, WallTime now,
                               std::int64_t at_most) {
  std::int64_t acked = 0;
  {
    const std::scoped_lock guard(mutex_);
    acked = static_cast<std::int64_t>(acked_);
  }
  const auto position = read_position(connection);
  if (!position) return fail(position);
  const auto next = static_cast<std::int64_t>(position->ceiling);
  const std::int64_t surplus = next - static_cast<std::int64_t>(limits.rows);
  auto statement = connection.prepare(
      "DELETE FROM change_log WHERE id IN (SELECT id FROM (SELECT id, at FROM change_log "
      "ORDER BY id LIMIT ?4) WHERE id < ?1 OR (id < ?2 AND at < ?3))");
  if (!statement) return fail(std::move(statement));
  statement->bind(1, surplus);
  statement->bind(2, acked == 0 ? next : acked);
  statement->bind(3, (now + -limits.keep).seconds());
  statement->bind(4, at_most);
  const auto done = statement->run();
  if (!done) return fail(done);
  return connection.ask_number("SELECT changes()").value_or(0) >= at_most;
}

}  // namespace cardea::store::sqlite
