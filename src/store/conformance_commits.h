// SPDX-License-Identifier: Apache-2.0
// What every store promises about changes: each rule of the declarations, preconditions, and that a
// batch takes effect whole or not at all. Included by store_conformance.h only.
#pragma once

#include "store/store_conformance.h"

namespace cardea::store {

using Kind = Violation::Kind;
using Fields = std::vector<std::string>;

TEST_P(StoreConformance, UpdatesAndRemoves) {
  auto store = open();
  const Row alice = make_consumer("alice");
  store.commit({insert(consumers(), alice)});
  const Row renamed = with(alice, "username", "alicia");
  store.commit({update(consumers(), renamed)});
  EXPECT_EQ(store.find_one(consumers(), "username", "alice"), "");
  EXPECT_EQ(store.find_one(consumers(), "username", "alicia"), json::write(renamed));
  store.commit({remove(consumers(), renamed)});
  EXPECT_EQ(store.find_one(consumers(), "id", id_of(alice)), "");
}

TEST_P(StoreConformance, RefusesATakenId) {
  auto store = open();
  const Row alice = make_consumer("alice");
  store.commit({insert(consumers(), alice)});
  const Violation violation =
      store.refused({.changes = {insert(consumers(), with(alice, "username", "somebody else"))}});
  EXPECT_EQ(violation.kind, Kind::primary);
  EXPECT_EQ(violation.entity, &consumers());
  EXPECT_EQ(violation.fields, Fields{"id"});
}

TEST_P(StoreConformance, RefusesATakenUniqueValue) {
  auto store = open();
  const Row first = with(make_consumer("alice"), "custom_id", "1");
  const Row second = with(make_consumer("bob"), "custom_id", "2");
  store.commit({insert(consumers(), first), insert(consumers(), second)});

  const Violation inserted =
      store.refused({.changes = {insert(consumers(), make_consumer("bob"))}});
  EXPECT_EQ(inserted.kind, Kind::unique);
  EXPECT_EQ(inserted.fields, Fields{"username"});
  const Violation updated =
      store.refused({.changes = {update(consumers(), with(first, "custom_id", "2"))}});
  EXPECT_EQ(updated.kind, Kind::unique);
  EXPECT_EQ(updated.fields, Fields{"custom_id"});
  store.commit({update(consumers(), with(first, "custom_id", "3"))});
}

TEST_P(StoreConformance, TakesSeveralNullsInAUniqueField) {
  auto store = open();
  store.commit(
      {insert(consumers(), make_row(consumers())), insert(consumers(), make_row(consumers()))});
  EXPECT_EQ(store.list({.entity = &consumers()}).rows.size(), 2U);
}

TEST_P(StoreConformance, CountsNullAsAValueInCombinations) {
  auto store = open();
  const Row consumer = make_consumer("c");
  const auto plugin = [](json::Value consumer_reference) {
    return make_row(
        plugins(),
        {{"name", "jwt"}, {"consumer", std::move(consumer_reference)}, {"config", json::Object{}}});
  };
  store.commit({insert(consumers(), consumer), insert(plugins(), plugin(nullptr)),
                insert(plugins(), plugin(refer(consumer)))});
  const Violation everywhere = store.refused({.changes = {insert(plugins(), plugin(nullptr))}});
  EXPECT_EQ(everywhere.kind, Kind::unique);
  EXPECT_EQ(everywhere.fields, (Fields{"name", "route", "consumer"}));
  const Violation bound = store.refused({.changes = {insert(plugins(), plugin(refer(consumer)))}});
  EXPECT_EQ(bound.kind, Kind::unique);
}

TEST_P(StoreConformance, RefusesAReferenceToNothing) {
  auto store = open();
  const Violation inserted = store.refused(
      {.changes = {insert(credentials(), make_credential(make_consumer("ghost"), "k"))}});
  EXPECT_EQ(inserted.kind, Kind::foreign);
  EXPECT_EQ(inserted.entity, &credentials());
  EXPECT_EQ(inserted.fields, Fields{"consumer"});
  EXPECT_EQ(inserted.other, "consumers");

  const Row route = make_row(routes());
  store.commit({insert(routes(), route)});
  const Row dangling = with(route, "service", refer(make_row(services())));
  EXPECT_EQ(store.refused({.changes = {update(routes(), dangling)}}).kind, Kind::foreign);
}

TEST_P(StoreConformance, RefusesToRemoveWhatIsReferredTo) {
  auto store = open();
  const Row service = make_row(services(), {{"host", "h"}});
  const Row route = make_row(routes(), {{"service", refer(service)}});
  store.commit({insert(services(), service), insert(routes(), route)});
  const Violation violation = store.refused({.changes = {remove(services(), service)}});
  EXPECT_EQ(violation.kind, Kind::referenced);
  EXPECT_EQ(violation.entity, &services());
  EXPECT_EQ(violation.other, "routes");
  store.commit({remove(routes(), route), remove(services(), service)});
}

TEST_P(StoreConformance, RefusesToChangeWhatIsAbsent) {
  auto store = open();
  const Row nobody = make_consumer("nobody");
  EXPECT_EQ(store.refused({.changes = {update(consumers(), nobody)}}).kind, Kind::absent);
  EXPECT_EQ(store.refused({.changes = {remove(consumers(), nobody)}}).kind, Kind::absent);
}

TEST_P(StoreConformance, CascadesOverTwoSteps) {
  auto store = open();
  const Row alice = make_consumer("alice");
  const Row route = make_row(routes());
  const Row plugin = make_row(plugins(), {{"name", "acl"},
                                          {"route", refer(route)},
                                          {"consumer", refer(alice)},
                                          {"config", json::Object{}}});
  store.commit({insert(consumers(), alice), insert(routes(), route),
                insert(credentials(), make_credential(alice, "k")),
                insert(groups(), make_group(alice, "g")), insert(plugins(), plugin)});
  store.commit({remove(consumers(), alice)});
  EXPECT_EQ(store.find_one(credentials(), "key", "k"), "");
  EXPECT_TRUE(store.list({.entity = &groups()}).rows.empty());
  EXPECT_TRUE(store.list({.entity = &plugins()}).rows.empty());
  EXPECT_NE(store.find_one(routes(), "id", id_of(route)), "");
}

TEST_P(StoreConformance, AFailedBatchChangesNothing) {
  auto store = open();
  const Row alice = make_consumer("alice");
  store.commit({insert(consumers(), alice), insert(groups(), make_group(alice, "g"))});
  const Position before = store.now();

  const Violation violation = store.refused(
      {.changes = {insert(consumers(), make_consumer("bob")),
                   update(consumers(), with(alice, "username", "alicia")),
                   remove(consumers(), alice), insert(consumers(), make_consumer("bob"))}});
  EXPECT_EQ(violation.kind, Kind::unique);
  EXPECT_EQ(violation.change, 3U);
  EXPECT_EQ(store.find_one(consumers(), "username", "alice"), json::write(alice));
  EXPECT_EQ(store.find_one(consumers(), "username", "bob"), "");
  EXPECT_EQ(store.list({.entity = &groups()}).rows.size(), 1U);
  EXPECT_EQ(store.now(), before);
  EXPECT_TRUE(store.poll(before).events.empty());
}

TEST_P(StoreConformance, CommitsOnlyWhatIsStillAbsent) {
  auto store = open();
  const Row alice = make_consumer("alice");
  const Batch batch{.preconditions = {{.kind = Precondition::Kind::absent,
                                       .key = key_of(consumers(), "username", "alice")}},
                    .changes = {insert(consumers(), alice)}};
  EXPECT_TRUE(std::holds_alternative<Receipt>(store.try_commit(batch).value()));
  const Violation violation = store.refused(batch);
  EXPECT_EQ(violation.kind, Kind::precondition);
  EXPECT_EQ(violation.change, 0U);
}

TEST_P(StoreConformance, CommitsOnlyWhatIsUnchanged) {
  auto store = open();
  const Row first = with(make_consumer("alice"), "tags", json::Array{"b", "a"});
  store.commit({insert(consumers(), first)});
  const auto change_to = [&](const Row& read, const Row& row) {
    return Batch{.preconditions = {{.kind = Precondition::Kind::unchanged,
                                    .key = key_of(consumers(), "id", id_of(read)),
                                    .etag = etag(read)}},
                 .changes = {update(consumers(), row)}};
  };
  const Row second = with(first, "custom_id", "2");
  EXPECT_TRUE(std::holds_alternative<Receipt>(store.try_commit(change_to(first, second)).value()));
  EXPECT_EQ(store.refused(change_to(first, with(first, "custom_id", "3"))).kind,
            Kind::precondition);
  EXPECT_TRUE(std::holds_alternative<Receipt>(
      store.try_commit(change_to(second, with(first, "custom_id", "3"))).value()));
  store.commit({remove(consumers(), first)});
  EXPECT_EQ(store.refused(change_to(second, second)).kind, Kind::precondition);
}

TEST_P(StoreConformance, GivesAJobLockToOneAtATime) {
  auto store = open();
  auto first = store.run(store.get().try_job_lock("reap"));
  ASSERT_TRUE(first);
  ASSERT_NE(*first, nullptr);
  EXPECT_EQ(*store.run(store.get().try_job_lock("reap")), nullptr);
  EXPECT_NE(*store.run(store.get().try_job_lock("rotate")), nullptr);
  first->reset();
  EXPECT_NE(*store.run(store.get().try_job_lock("reap")), nullptr);
}

}  // namespace cardea::store
