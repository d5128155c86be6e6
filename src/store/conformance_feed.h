// SPDX-License-Identifier: Apache-2.0
// What every store promises about its change feed: every look-up that a change touches is told, old
// and new, children included; a position covers exactly what its follower has been told. Included
// by store_conformance.h only.
#pragma once

#include "loop/timer.h"
#include "store/store_conformance.h"

namespace cardea::store {

TEST_P(StoreConformance, TheFirstPollSaysWhereTheStoreStands) {
  auto store = open();
  store.commit({insert(consumers(), make_consumer("alice"))});
  const Polled first = store.poll({});
  EXPECT_TRUE(first.gap);
  EXPECT_TRUE(first.known);
  EXPECT_TRUE(first.events.empty());
  EXPECT_FALSE(first.incarnation.empty());
  const Polled second = store.poll(first.position);
  EXPECT_FALSE(second.gap);
  EXPECT_TRUE(second.events.empty());
  EXPECT_EQ(second.position, first.position);
  EXPECT_EQ(second.incarnation, first.incarnation);
}

TEST_P(StoreConformance, TellsEveryLookupOfAnInsertedRow) {
  auto store = open();
  const Row alice = make_consumer("alice");
  store.commit({insert(consumers(), alice)});
  const Position before = store.now();
  const Row credential = make_credential(alice, "k");
  store.commit({insert(credentials(), credential)});
  const Polled polled = store.poll(before);
  EXPECT_EQ(told_in(polled), (Told{"jwt_secrets.id=" + id_of(credential), "jwt_secrets.key=k",
                                   "jwt_secrets.consumer=" + id_of(alice)}));
  for (const Event& event : polled.events) EXPECT_EQ(event.op, Event::Op::insert);
}

TEST_P(StoreConformance, TellsOldAndNewValuesOfAnUpdate) {
  auto store = open();
  const Row alice = make_consumer("alice");
  store.commit({insert(consumers(), alice)});
  const Position before = store.now();
  Row changed = with(alice, "username", "alicia");
  changed["custom_id"] = "7";
  store.commit({update(consumers(), changed)});
  const Polled polled = store.poll(before);
  EXPECT_EQ(told_in(polled), (Told{"consumers.id=" + id_of(alice), "consumers.username=alice",
                                   "consumers.username=alicia", "consumers.custom_id=7"}));
  for (const Event& event : polled.events) EXPECT_EQ(event.op, Event::Op::update);
}

TEST_P(StoreConformance, TellsWhatACascadeTook) {
  auto store = open();
  const Row alice = make_consumer("alice");
  const Row credential = make_credential(alice, "k");
  const Row group = make_group(alice, "g");
  store.commit(
      {insert(consumers(), alice), insert(credentials(), credential), insert(groups(), group)});
  const Position before = store.now();
  store.commit({remove(consumers(), alice)});
  const Polled polled = store.poll(before);
  EXPECT_EQ(told_in(polled), (Told{"consumers.id=" + id_of(alice), "consumers.username=alice",
                                   "jwt_secrets.id=" + id_of(credential), "jwt_secrets.key=k",
                                   "jwt_secrets.consumer=" + id_of(alice),
                                   "acls.id=" + id_of(group), "acls.consumer=" + id_of(alice)}));
  for (const Event& event : polled.events) EXPECT_EQ(event.op, Event::Op::remove);
}

TEST_P(StoreConformance, APositionCoversExactlyWhatWasTold) {
  auto store = open();
  const Position start = store.now();
  const Receipt first = store.commit({insert(consumers(), make_consumer("a"))});
  EXPECT_FALSE(start.covers(first));
  const Polled after_first = store.poll(start);
  EXPECT_TRUE(after_first.position.covers(first));
  const Receipt second = store.commit({insert(consumers(), make_consumer("b"))});
  EXPECT_FALSE(after_first.position.covers(second));
  EXPECT_TRUE(store.poll(after_first.position).position.covers(second));
  EXPECT_TRUE(store.find(key_of(consumers(), "username", "b")).at.covers(second));
  EXPECT_TRUE(store.list({.entity = &consumers()}).at.covers(second));
}

TEST_P(StoreConformance, PollingAgainTellsTheSameAgain) {
  auto store = open();
  const Position start = store.now();
  store.commit({insert(consumers(), make_consumer("a"))});
  const Polled once = store.poll(start);
  const Polled twice = store.poll(start);
  EXPECT_EQ(told_in(once), told_in(twice));
  EXPECT_FALSE(once.events.empty());
  EXPECT_EQ(once.position, twice.position);
}

TEST_P(StoreConformance, TellsALongFeedInPages) {
  auto store = open();
  const Position start = store.now();
  std::set<std::string> expected;
  for (int batch = 0; batch < 6; ++batch) {
    std::vector<Change> changes;
    for (int i = 0; i < 1000; ++i) {
      const Row consumer = make_consumer(std::to_string(batch) + "-" + std::to_string(i));
      expected.insert("consumers.id=" + id_of(consumer));
      changes.push_back(insert(consumers(), consumer));
    }
    store.commit(std::move(changes));
  }
  const Position end = store.now();
  Position at = start;
  for (int page = 0; !(at == end); ++page) {
    ASSERT_LT(page, 100);
    const Polled polled = store.poll(at);
    ASSERT_FALSE(polled.gap);
    for (const std::string& told : told_in(polled)) expected.erase(told);
    at = polled.position;
    // The store knows that more waits, so this returns at once.
    if (!(at == end)) store.run(store.get().wait_for_change(std::chrono::hours(1)));
  }
  EXPECT_TRUE(expected.empty());
}

TEST_P(StoreConformance, SaysThatTheLogWasPruned) {
  auto store = open({.rows = 20});
  const Position start = store.now();
  const auto deadline = loop::Deadline::in(std::chrono::seconds(20));
  Polled polled;
  for (int i = 0; !polled.gap && !deadline.passed(); ++i) {
    store.commit({insert(consumers(), make_consumer("c" + std::to_string(i)))});
    polled = store.poll(start);
  }
  EXPECT_TRUE(polled.gap);
  EXPECT_TRUE(polled.events.empty());
  const Receipt last = store.commit({insert(consumers(), make_consumer("last"))});
  const Polled next = store.poll(polled.position);
  EXPECT_FALSE(next.gap);
  EXPECT_TRUE(next.position.covers(last));
}

TEST_P(StoreConformance, APositionFromTheFutureIsAGap) {
  auto store = open();
  Position at = store.now();
  at.ceiling += 100;
  EXPECT_TRUE(store.poll(at).gap);
}

TEST_P(StoreConformance, WakesWhoWaitsForAChange) {
  auto store = open();
  store.poll(store.now());
  // Committed before or during the wait: either way it ends long before its limit.
  std::thread writer([&] { store.commit({insert(consumers(), make_consumer("alice"))}); });
  const auto deadline = loop::Deadline::in(std::chrono::seconds(30));
  store.run(store.get().wait_for_change(std::chrono::seconds(60)));
  EXPECT_FALSE(deadline.passed());
  writer.join();
}

TEST_P(StoreConformance, DoesNotWaitLongerThanAsked) {
  auto store = open();
  store.poll(store.now());
  store.run(store.get().wait_for_change(std::chrono::milliseconds(20)));
}

}  // namespace cardea::store
