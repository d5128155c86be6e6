// SPDX-License-Identifier: Apache-2.0
// What every store promises about questions: rows come back as they were written, absence is an
// answer, follow-ups are read in the same snapshot, pages are in order of ids. Included by
// store_conformance.h only.
#pragma once

#include "store/store_conformance.h"

namespace cardea::store {

TEST_P(StoreConformance, GivesRowsBackAsTheyWereWritten) {
  auto store = open();
  const Row service = make_row(services(), {{"name", "s \"1\" \xc3\xa9"},
                                            {"host", "a\tb"},
                                            {"port", std::int64_t{1} << 53},
                                            {"weight", 0.1},
                                            {"enabled", false},
                                            {"tags", json::Array{"x", "\xe2\x82\xac"}}});
  const Row empty = make_row(services(), {{"host", "h"}, {"tags", json::Array{}}});
  const Row route = make_row(routes(), {{"service", refer(service)}, {"paths", json::Array{"/"}}});
  const Row plugin = make_row(
      plugins(), {{"name", "p"},
                  {"config", json::Object{{"a", json::Array{1, nullptr}}, {"b", json::Object{}}}}});
  store.commit({insert(services(), service), insert(services(), empty), insert(routes(), route),
                insert(plugins(), plugin)});
  EXPECT_EQ(store.find_one(services(), "id", id_of(service)), json::write(service));
  EXPECT_EQ(store.find_one(services(), "id", id_of(empty)), json::write(empty));
  EXPECT_EQ(store.find_one(services(), "name", "s \"1\" \xc3\xa9"), json::write(service));
  EXPECT_EQ(store.find_one(routes(), "service", id_of(service)), json::write(route));
  EXPECT_EQ(store.find_one(plugins(), "id", id_of(plugin)), json::write(plugin));
}

TEST_P(StoreConformance, AnswersThatThereIsNothing) {
  auto store = open();
  const Found found = store.find(key_of(consumers(), "username", "nobody"));
  ASSERT_EQ(found.answers.size(), 1U);
  EXPECT_TRUE(found.answers.front().rows.empty());
  EXPECT_EQ(found.answers.front().asked, key_of(consumers(), "username", "nobody"));
  EXPECT_EQ(found.at, store.now());
}

TEST_P(StoreConformance, RefusesAQuestionByAFieldThatIsNoLookup) {
  auto store = open();
  const auto found =
      store.run(store.get().find({.first = key_of(services(), "host", "h"), .follow = {}}));
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, ErrorKind::internal);
}

TEST_P(StoreConformance, FollowsCredentialToConsumerAndGroups) {
  auto store = open();
  const Row alice = make_consumer("alice");
  const Row bob = make_consumer("bob");
  const Row credential = make_credential(alice, "k1");
  store.commit({insert(consumers(), alice), insert(consumers(), bob),
                insert(credentials(), credential), insert(groups(), make_group(alice, "gold")),
                insert(groups(), make_group(alice, "silver")),
                insert(groups(), make_group(bob, "bronze"))});
  const std::vector<Follow> follow = {
      {.entity = &consumers(), .field = "id", .source = 0, .source_field = "consumer"},
      {.entity = &groups(), .field = "consumer", .source = 1, .source_field = "id"}};

  const Found found = store.find({.first = key_of(credentials(), "key", "k1"), .follow = follow});
  ASSERT_EQ(found.answers.size(), 3U);
  EXPECT_EQ(found.answers[0].rows, std::vector<Row>{credential});
  EXPECT_EQ(found.answers[1].rows, std::vector<Row>{alice});
  EXPECT_EQ(found.answers[2].asked, key_of(groups(), "consumer", id_of(alice)));
  ASSERT_EQ(found.answers[2].rows.size(), 2U);
  EXPECT_LT(id_of(found.answers[2].rows[0]), id_of(found.answers[2].rows[1]));

  const Found none = store.find({.first = key_of(credentials(), "key", "k2"), .follow = follow});
  EXPECT_EQ(none.answers.size(), 1U);
}

TEST_P(StoreConformance, AFollowUpWithoutSourceLeavesTheOthersTheirPlaces) {
  auto store = open();
  const Row consumer = make_consumer("c");
  const Row plugin = make_row(
      plugins(), {{"name", "p"}, {"consumer", refer(consumer)}, {"config", json::Object{}}});
  store.commit({insert(consumers(), consumer), insert(plugins(), plugin),
                insert(groups(), make_group(consumer, "g"))});
  const Found found = store.find(
      {.first = key_of(plugins(), "id", id_of(plugin)),
       .follow = {{.entity = &routes(), .field = "id", .source = 0, .source_field = "route"},
                  {.entity = &consumers(), .field = "id", .source = 0, .source_field = "consumer"},
                  {.entity = &groups(), .field = "consumer", .source = 2, .source_field = "id"}}});
  ASSERT_EQ(found.answers.size(), 3U);
  EXPECT_EQ(found.answers[1].asked.entity, &consumers());
  EXPECT_EQ(found.answers[2].rows.size(), 1U);
}

TEST_P(StoreConformance, PagesInOrderOfIds) {
  auto store = open();
  std::set<std::string> ids;
  for (int i = 0; i < 25; ++i) {
    const Row consumer = make_consumer("c" + std::to_string(i));
    store.commit({insert(consumers(), consumer)});
    ids.insert(id_of(consumer));
  }
  std::vector<std::string> seen;
  List question{.entity = &consumers(), .size = 10};
  for (const std::size_t expected : {10U, 10U, 5U}) {
    const Page page = store.list(question);
    ASSERT_EQ(page.rows.size(), expected);
    EXPECT_EQ(page.more, expected == 10U);
    for (const Row& row : page.rows) seen.push_back(id_of(row));
    question.after = seen.back();
  }
  EXPECT_EQ(seen, std::vector<std::string>(ids.begin(), ids.end()));
  EXPECT_TRUE(store.list(question).rows.empty());
}

TEST_P(StoreConformance, ListsWithinAParent) {
  auto store = open();
  const Row alice = make_consumer("alice");
  const Row bob = make_consumer("bob");
  std::vector<Change> changes = {insert(consumers(), alice), insert(consumers(), bob)};
  for (int i = 0; i < 5; ++i) {
    changes.push_back(insert(groups(), make_group(alice, "a" + std::to_string(i))));
    changes.push_back(insert(groups(), make_group(bob, "b" + std::to_string(i))));
  }
  store.commit(std::move(changes));
  List question{.entity = &groups(), .within = key_of(groups(), "consumer", id_of(bob)), .size = 3};
  const Page first = store.list(question);
  ASSERT_EQ(first.rows.size(), 3U);
  EXPECT_TRUE(first.more);
  question.after = id_of(first.rows.back());
  const Page second = store.list(question);
  ASSERT_EQ(second.rows.size(), 2U);
  EXPECT_FALSE(second.more);
  for (const Row& row : second.rows) EXPECT_EQ(row.at("consumer"), refer(bob));
}

TEST_P(StoreConformance, FiltersByTags) {
  auto store = open();
  const auto tagged = [](std::string_view name, json::Value tags) {
    return insert(consumers(), with(make_consumer(name), "tags", std::move(tags)));
  };
  store.commit({tagged("ab", json::Array{"a", "b"}), tagged("b", json::Array{"b"}),
                tagged("none", nullptr), tagged("empty", json::Array{})});
  const auto names = [&](std::vector<std::string> tags, bool all) {
    std::set<std::string> found;
    const Page page = store.list(
        {.entity = &consumers(), .tags = TagFilter{.tags = std::move(tags), .all = all}});
    for (const Row& row : page.rows) found.emplace(row.at("username").as_string());
    return found;
  };
  using Names = std::set<std::string>;
  EXPECT_EQ(names({"a"}, true), Names{"ab"});
  EXPECT_EQ(names({"a", "b"}, true), Names{"ab"});
  EXPECT_EQ(names({"a", "b"}, false), (Names{"ab", "b"}));
  EXPECT_EQ(names({"a", "c"}, true), Names{});
  EXPECT_EQ(names({"x' OR 1 --"}, false), Names{});
}

}  // namespace cardea::store
