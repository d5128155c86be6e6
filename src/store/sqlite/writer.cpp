// SPDX-License-Identifier: Apache-2.0
// See writer.h. Nothing but the thread touches the connection.
#include "store/sqlite/writer.h"

#include <pthread.h>

#include <algorithm>
#include <utility>

#include "store/sqlite/batch.h"
#include "store/sqlite/bookkeeping.h"

namespace cardea::store::sqlite {
namespace {

constexpr auto look_every = std::chrono::milliseconds(100);
constexpr auto idle_prune_every = std::chrono::seconds(60);
constexpr auto probe_every = std::chrono::seconds(1);
constexpr std::int64_t prune_at_most = 10'000;

Error closing() {
  return Error::unavailable("the datastore is being closed", Origin::store);
}

// A COMMIT that failed in the middle of its flush is undone here, but may come back if the machine
// fails before the next write, so nobody may be told that nothing was changed.
Error after_commit(Error error) {
  error.kind = ErrorKind::timeout;
  error.detail += "; whether the change takes effect is unknown";
  return error;
}

}  // namespace

Writer::Writer(const WriterOptions& options, const WriterSurroundings& surroundings,
               Connection connection)
    : options_(options),
      around_(surroundings),
      connection_(std::move(connection)),
      last_pruning_(Pace::now()),
      thread_([this] { run(); }) {
  ::pthread_setname_np(thread_.native_handle(), "store-writer");
}

Writer::~Writer() {
  {
    const std::scoped_lock guard(mutex_);
    ending_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

Task<Result<Outcome>> Writer::commit(Batch batch) {
  auto ticket = std::make_shared<Ticket>();
  ticket->batch = std::move(batch);
  co_return co_await enqueue(std::move(ticket));
}

Task<Status> Writer::migrate(bool renew) {
  auto ticket = std::make_shared<Ticket>();
  ticket->job = [this, renew](Connection& connection) {
    Status done = sqlite::migrate(connection, around_.tables.catalog(), renew);
    if (done && renew) around_.feed.start_anew();
    return done;
  };
  auto outcome = co_await enqueue(std::move(ticket));
  if (!outcome) co_return fail(std::move(outcome));
  co_return Status();
}

Task<void> Writer::close() {
  {
    const std::scoped_lock guard(mutex_);
    ending_ = true;
  }
  wake_.notify_one();
  co_await gone_.wait();
}

Task<Result<Outcome>> Writer::enqueue(std::shared_ptr<Ticket> ticket) {
  {
    const std::scoped_lock guard(mutex_);
    if (ending_) co_return fail(closing());
    if (queue_.size() >= options_.queue_limit) {
      co_return fail(Error::unavailable(
          "too many writes are waiting for the datastore; try again later", Origin::store));
    }
    queue_.push_back(ticket);
  }
  wake_.notify_one();
  const auto done = co_await ticket->done.wait();
  if (!done) {
    co_return fail(Error::timeout(
        "the caller did not wait for the datastore; the outcome of the write is unknown",
        Origin::store));
  }
  co_return std::move(ticket->outcome);
}

void Writer::run() {
  while (!ended()) {
    const Tickets tickets = take();
    watch();
    if (!tickets.empty()) serve(tickets);
    prune();
  }
  {
    const Connection closed = std::move(connection_);
  }
  gone_.set();
}

bool Writer::ended() const {
  const std::scoped_lock guard(mutex_);
  return ending_ && queue_.empty();
}

Writer::Tickets Writer::take() {
  std::unique_lock guard(mutex_);
  wake_.wait_for(guard, look_every, [this] { return ending_ || !queue_.empty(); });
  Tickets tickets;
  while (!queue_.empty() && tickets.size() < options_.group_limit) {
    const bool alone = queue_.front()->job != nullptr;
    if (alone && !tickets.empty()) break;
    tickets.push_back(std::move(queue_.front()));
    queue_.pop_front();
    if (alone) break;
  }
  return tickets;
}

void Writer::serve(const Tickets& tickets) {
  if (tickets.front()->job) return serve_job(*tickets.front());
  Status done = begin();
  if (!done) {
    answer(tickets, done);
  } else {
    done = execute(tickets);
    if (!done && tickets.size() > 1) done = execute_each(tickets);
  }
  note(done);
  since_pruning_ += tickets.size();
  around_.changed.set();
  for (const auto& ticket : tickets) ticket->done.set();
}

void Writer::serve_job(Ticket& ticket) {
  const Status done = ticket.job(connection_);
  if (!done) ticket.outcome = fail(done);
  note(done);
  around_.changed.set();
  ticket.done.set();
}

void Writer::answer(Group group, const Status& failure) {
  for (const auto& ticket : group) ticket->outcome = fail(failure);
}

Status Writer::begin() {
  Status done = follow_file();
  if (done) done = connection_.run("BEGIN IMMEDIATE");
  return done;
}

Status Writer::execute(Group group) {
  Status done;
  for (const auto& ticket : group) {
    ticket->outcome = apply_in_savepoint(ticket->batch);
    if (!ticket->outcome) done = fail(ticket->outcome);
    if (!done) break;
  }
  if (done) done = commit_group();
  if (done) return done;
  if (connection_.in_transaction()) {
    [[maybe_unused]] const Status undone = connection_.run("ROLLBACK");
  }
  answer(group, done);
  return done;
}

Status Writer::execute_each(Group group) {
  Status done;
  for (const auto& ticket : group) {
    done = begin();
    if (!done) {
      answer({&ticket, 1}, done);
      continue;
    }
    done = execute({&ticket, 1});
  }
  return done;
}

Result<Outcome> Writer::apply_in_savepoint(const Batch& batch) {
  if (auto begun = connection_.run("SAVEPOINT batch"); !begun) return fail(std::move(begun));
  auto outcome = apply(connection_, around_.tables, batch);
  if (!outcome) return outcome;
  const bool refused = std::holds_alternative<Violation>(*outcome);
  Status ended = refused ? connection_.run("ROLLBACK TO batch") : Status();
  if (ended) ended = connection_.run("RELEASE batch");
  if (!ended) return fail(std::move(ended));
  return outcome;
}

Status Writer::commit_group() {
  auto done = connection_.run("COMMIT");
  around_.file.note_log();
  if (done || !connection_.flush_failed()) return done;
  return fail(after_commit(std::move(done).error()));
}

Status Writer::follow_file() {
  const auto file = around_.file.current();
  if (!file) return fail(file);
  if (*file == connection_.file()) return {};
  auto opened = Connection::open(around_.file.path(), Connection::Use::write);
  if (!opened) return fail(std::move(opened));
  auto migrated = sqlite::migrate(*opened, around_.tables.catalog(), true);
  if (!migrated) return migrated;
  connection_ = std::move(*opened);
  around_.feed.start_anew();
  around_.changed.set();
  return {};
}

void Writer::watch() {
  const auto now = Pace::now();
  if (now - last_look_ < look_every) return;
  last_look_ = now;
  if (const auto followed = follow_file(); !followed) return note(followed);
  const auto version = connection_.ask_number("PRAGMA data_version");
  if (version && std::exchange(data_version_, *version) != *version) around_.changed.set();
  if (!problem_.exists() || now - last_probe_ < probe_every) return;
  last_probe_ = now;
  note(connection_.run("UPDATE cardea_store SET one = 1"));
}

void Writer::prune() {
  const auto now = Pace::now();
  const std::size_t enough = std::clamp<std::size_t>(options_.change_log.rows / 4, 1, 1000);
  if (since_pruning_ < enough && now - last_pruning_ < idle_prune_every) return;
  since_pruning_ = 0;
  last_pruning_ = now;
  const auto more =
      around_.feed.prune(connection_, options_.change_log, options_.clock->wall(), prune_at_most);
  if (!more) return note(fail(more));
  if (*more) since_pruning_ = enough;
}

void Writer::note(const Status& status) {
  if (status) return problem_.succeeded();
  problem_.failed(status.error());
}

}  // namespace cardea::store::sqlite
