// SPDX-License-Identifier: Apache-2.0
// What every store promises about rows that end: they are found by their end, left out of pages on
// demand, and removed only if their end has come at that moment; and that the reaper removes
// exactly those, through the change log like everybody. Included by store_conformance.h only.
#pragma once

#include "store/reaper.h"
#include "store/store_conformance.h"

namespace cardea::store {

inline WallTime second(std::int64_t seconds) {
  return {std::chrono::seconds(seconds)};
}

/// A clock that stands still.
class SetClock final : public Clock {
 public:
  explicit SetClock(std::int64_t seconds) : now_(second(seconds)) {}
  [[nodiscard]] BootTime boot() const override { return {now_.since_epoch}; }
  [[nodiscard]] WallTime wall() const override { return now_; }

 private:
  WallTime now_;
};

/// A store in which somebody else commits something between the look of a reaper and its commit.
class BusyStore final : public Store {
 public:
  BusyStore(Store& store, Batch intruder) : store_(store), intruder_(std::move(intruder)) {}

  Task<Status> migrate() override { return store_.migrate(); }
  Task<Result<Found>> find(Find question) override { return store_.find(std::move(question)); }
  Task<Result<Page>> list(List question) override { return store_.list(std::move(question)); }
  Task<Result<std::vector<std::string>>> list_ended(ListEnded question) override {
    auto ended = co_await store_.list_ended(question);
    if (!ended || ended->empty()) co_return ended;
    Batch batch = std::exchange(intruder_, {});
    const auto intruded = co_await store_.commit(std::move(batch));
    EXPECT_TRUE(intruded && std::holds_alternative<Receipt>(*intruded));
    co_return ended;
  }
  Task<Result<Outcome>> commit(Batch batch) override { return store_.commit(std::move(batch)); }
  Task<Result<Polled>> poll(std::uint64_t claim, Position acked) override {
    return store_.poll(claim, std::move(acked));
  }
  Task<void> wait_for_change(Duration at_most) override { return store_.wait_for_change(at_most); }
  Task<Result<std::unique_ptr<JobLock>>> try_job_lock(std::string name) override {
    return store_.try_job_lock(std::move(name));
  }
  [[nodiscard]] Health health() const override { return store_.health(); }
  Task<void> close() override { return store_.close(); }

 private:
  Store& store_;
  Batch intruder_;
};

inline Row ending(Row row, std::int64_t end) {
  return with(std::move(row), "expires_at", end);
}

inline std::set<std::string> keys_in(const Page& page) {
  std::set<std::string> keys;
  for (const Row& row : page.rows) keys.emplace(row.at("key").as_string());
  return keys;
}

/// Alice with the credentials k0, k1 ... that end at these seconds; the last one has no end.
inline std::vector<Row> make_ending_credentials(OpenStore& store, std::vector<std::int64_t> ends) {
  const Row alice = make_consumer("alice");
  std::vector<Change> changes = {insert(consumers(), alice)};
  std::vector<Row> rows;
  for (std::size_t i = 0; i <= ends.size(); ++i) {
    Row row = make_credential(alice, "k" + std::to_string(i));
    if (i < ends.size()) row = ending(std::move(row), ends[i]);
    changes.push_back(insert(credentials(), row));
    rows.push_back(std::move(row));
  }
  store.commit(std::move(changes));
  return rows;
}

inline std::vector<std::string> ended(OpenStore& store, std::int64_t at, std::size_t size = 100) {
  auto found =
      store.run(store.get().list_ended({.entity = &credentials(), .at = second(at), .size = size}));
  EXPECT_TRUE(found) << found.error().detail;
  return found.value_or(std::vector<std::string>());
}

inline Batch removal_if_ended(const Row& row, std::int64_t at) {
  return {.preconditions = {{.kind = Precondition::Kind::ended,
                             .key = key_of(credentials(), "id", id_of(row)),
                             .at = second(at)}},
          .changes = {remove(credentials(), row)}};
}

inline Reaper::Count reap(OpenStore& store, std::int64_t at, std::size_t batch = 200) {
  const SetClock clock(at);
  Reaper reaper({.store = store.get(),
                 .catalog = catalog(),
                 .clock = clock,
                 .pace = {.batch = batch, .pause = Duration::zero()}});
  const auto count = store.run(reaper.round());
  EXPECT_TRUE(count) << count.error().detail;
  return count.value_or(Reaper::Count());
}

TEST_P(StoreConformance, FindsRowsByTheirEnd) {
  auto store = open();
  const auto rows = make_ending_credentials(store, {30, 10, 20});
  using Ids = std::vector<std::string>;
  EXPECT_EQ(ended(store, 9), Ids{});
  EXPECT_EQ(ended(store, 20), (Ids{id_of(rows[1]), id_of(rows[2])}));
  EXPECT_EQ(ended(store, 1000), (Ids{id_of(rows[1]), id_of(rows[2]), id_of(rows[0])}));
  EXPECT_EQ(ended(store, 1000, 1), Ids{id_of(rows[1])});
  store.commit({update(credentials(), ending(rows[1], 40)),
                update(credentials(), with(rows[2], "expires_at", nullptr))});
  EXPECT_EQ(ended(store, 30), Ids{id_of(rows[0])});
}

TEST_P(StoreConformance, RefusesToLookForEndsWhereThereAreNone) {
  auto store = open();
  const auto found = store.run(store.get().list_ended({.entity = &services(), .at = second(1)}));
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, ErrorKind::internal);
}

TEST_P(StoreConformance, LeavesEndedRowsOutOfPages) {
  auto store = open();
  make_ending_credentials(store, {10, 20, 10, 20, 10});
  List question{.entity = &credentials(), .size = 2, .alive_at = second(10)};
  std::set<std::string> keys;
  for (int page = 0; page < 2; ++page) {
    const Page read = store.list(question);
    EXPECT_EQ(read.rows.size(), page == 0 ? 2U : 1U);
    EXPECT_EQ(read.more, page == 0);
    keys.merge(keys_in(read));
    question.after = id_of(read.rows.back());
  }
  EXPECT_EQ(keys, (std::set<std::string>{"k1", "k3", "k5"}));
  EXPECT_EQ(store.list({.entity = &credentials(), .alive_at = second(9)}).rows.size(), 6U);
  EXPECT_EQ(store.list({.entity = &credentials()}).rows.size(), 6U);
  EXPECT_EQ(store.list({.entity = &consumers(), .alive_at = second(10)}).rows.size(), 1U);
}

TEST_P(StoreConformance, RemovesOnlyWhatHasEndedByThen) {
  auto store = open();
  const auto rows = make_ending_credentials(store, {10});
  EXPECT_EQ(store.refused(removal_if_ended(rows[0], 9)).kind, Violation::Kind::precondition);
  EXPECT_EQ(store.refused(removal_if_ended(rows[1], 1000)).kind, Violation::Kind::precondition);
  EXPECT_TRUE(std::holds_alternative<Receipt>(*store.try_commit(removal_if_ended(rows[0], 10))));
  EXPECT_EQ(store.refused(removal_if_ended(rows[0], 10)).kind, Violation::Kind::precondition);
  EXPECT_EQ(keys_in(store.list({.entity = &credentials()})), std::set<std::string>{"k1"});
}

TEST_P(StoreConformance, PutsARowInThePlaceOfAnEndedOneInOneCommit) {
  auto store = open();
  const auto rows = make_ending_credentials(store, {10});
  const Position before = store.now();
  Row next = with(rows[0], "id", json::Value(make_uuid()));
  next["expires_at"] = nullptr;
  Batch batch = removal_if_ended(rows[0], 10);
  batch.changes.push_back(insert(credentials(), next));
  EXPECT_TRUE(std::holds_alternative<Receipt>(*store.try_commit(batch)));
  EXPECT_EQ(store.find_one(credentials(), "key", "k0"), json::write(next));
  EXPECT_TRUE(told_in(store.poll(before)).contains("jwt_secrets.key=k0"));
}

TEST_P(StoreConformance, ReapsWhatHasEndedAndTellsIt) {
  auto store = open();
  std::vector<std::int64_t> ends(25, 10);
  ends.resize(30, 11);
  const auto rows = make_ending_credentials(store, ends);
  const Row bob = make_consumer("bob");
  store.commit({insert(consumers(), bob), insert(groups(), ending(make_group(bob, "g"), 5)),
                insert(groups(), make_group(bob, "h"))});
  const Position before = store.now();
  EXPECT_EQ(reap(store, 10, 7), (Reaper::Count{{"jwt_secrets", 25}, {"acls", 1}}));
  EXPECT_EQ(store.list({.entity = &credentials()}).rows.size(), 6U);
  EXPECT_EQ(store.list({.entity = &groups()}).rows.size(), 1U);
  const Told told = told_in(store.poll(before));
  EXPECT_TRUE(told.contains("jwt_secrets.key=k24"));
  EXPECT_FALSE(told.contains("jwt_secrets.key=k25"));
  EXPECT_TRUE(told.contains("acls.consumer=" + id_of(bob)));
  EXPECT_EQ(reap(store, 10), Reaper::Count{});
}

TEST_P(StoreConformance, DoesNotReapWhatGotMoreTimeMeanwhile) {
  auto store = open();
  const auto rows = make_ending_credentials(store, {10, 10, 10});
  BusyStore busy(store.get(), {.changes = {update(credentials(), ending(rows[1], 100)),
                                           remove(credentials(), rows[2])}});
  const SetClock clock(50);
  Reaper reaper({.store = busy, .catalog = catalog(), .clock = clock});
  const auto count = store.run(reaper.round());
  ASSERT_TRUE(count) << count.error().detail;
  EXPECT_EQ(*count, (Reaper::Count{{"jwt_secrets", 1}}));
  EXPECT_EQ(keys_in(store.list({.entity = &credentials()})), (std::set<std::string>{"k1", "k3"}));
}

TEST_P(StoreConformance, ReapsInOneProcessAtATime) {
  auto store = open();
  make_ending_credentials(store, {10});
  auto lock = store.run(store.get().try_job_lock("reap"));
  ASSERT_TRUE(lock && *lock != nullptr);
  EXPECT_EQ(reap(store, 10), Reaper::Count{});
  lock->reset();
  EXPECT_EQ(reap(store, 10), (Reaper::Count{{"jwt_secrets", 1}}));
}

TEST_P(StoreConformance, ReapsWhatEndedBeforeItWasOpened) {
  {
    auto store = open();
    make_ending_credentials(store, {10});
    store.close();
  }
  auto store = open();
  const bool keeps = !store.list({.entity = &credentials()}).rows.empty();
  EXPECT_EQ(reap(store, 10), keeps ? (Reaper::Count{{"jwt_secrets", 1}}) : Reaper::Count{});
}

}  // namespace cardea::store
