// SPDX-License-Identifier: Apache-2.0
// What every store promises when many ask at once: nothing is lost or half seen, positions of one
// reader never go back, and an answer whose position covers a write shows that write. Included by
// store_conformance.h only.
#pragma once

#include "store/store_conformance.h"

namespace cardea::store {

/// Adds one to `port` of a service, again and again until the row was unchanged meanwhile.
inline void add_one(OpenStore& store, const std::string& id) {
  for (;;) {
    const Found found = store.find(key_of(services(), "id", id));
    const Row& read = found.answers.at(0).rows.at(0);
    const auto outcome = store.try_commit(
        {.preconditions = {{.kind = Precondition::Kind::unchanged,
                            .key = key_of(services(), "id", id),
                            .etag = etag(read)}},
         .changes = {update(services(), with(read, "port", read.at("port").as_int64() + 1))}});
    ASSERT_TRUE(outcome) << outcome.error().detail;
    if (std::holds_alternative<Receipt>(*outcome)) return;
  }
}

TEST_P(StoreConformance, LosesNoUpdateOfManyWriters) {
  auto store = open();
  const Row service = make_row(services(), {{"host", "h"}, {"port", 0}});
  store.commit({insert(services(), service)});
  constexpr int writers = 8;
  constexpr int each = 20;
  std::vector<std::thread> threads;
  threads.reserve(writers);
  for (int i = 0; i < writers; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < each; ++n) add_one(store, id_of(service));
    });
  }
  for (auto& thread : threads) thread.join();
  const Found found = store.find(key_of(services(), "id", id_of(service)));
  EXPECT_EQ(found.answers.at(0).rows.at(0).at("port").as_int64(), writers * each);
}

TEST_P(StoreConformance, OneOfManyGetsAUniqueValue) {
  auto store = open();
  std::atomic<int> won = 0;
  std::vector<std::thread> threads;
  threads.reserve(8);
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 20; ++n) {
        const Row row = make_consumer("name " + std::to_string(n));
        const auto outcome = store.try_commit({.changes = {insert(consumers(), row)}});
        if (outcome && std::holds_alternative<Receipt>(*outcome)) ++won;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(won, 20);
  EXPECT_EQ(store.list({.entity = &consumers()}).rows.size(), 20U);
}

TEST_P(StoreConformance, AnswersAreTrueForTheirPositions) {
  auto store = open();
  const Row service = make_row(services(), {{"host", "h"}, {"port", 0}});
  store.commit({insert(services(), service)});

  std::mutex mutex;
  std::vector<std::pair<Receipt, std::int64_t>> written;  // which write set which port
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (std::int64_t port = 1; port <= 300; ++port) {
      const Receipt receipt = store.commit({update(services(), with(service, "port", port))});
      const std::scoped_lock guard(mutex);
      written.emplace_back(receipt, port);
    }
    done = true;
  });
  std::vector<std::thread> readers;
  readers.reserve(3);
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      Position last;
      while (!done) {
        std::vector<std::pair<Receipt, std::int64_t>> before;
        {
          const std::scoped_lock guard(mutex);
          before = written;
        }
        const Found found = store.find(key_of(services(), "id", id_of(service)));
        const std::int64_t port = found.answers.at(0).rows.at(0).at("port").as_int64();
        EXPECT_LE(last.ceiling, found.at.ceiling);
        last = found.at;
        for (const auto& [receipt, wrote] : before) {
          EXPECT_TRUE(found.at.covers(receipt)) << "an answered write was not seen";
          EXPECT_LE(wrote, port);
        }
      }
    });
  }
  writer.join();
  for (auto& reader : readers) reader.join();
}

// Both rows of a pair always carry the same number: a reader never sees half a batch.
TEST_P(StoreConformance, NoReaderSeesHalfABatch) {
  auto store = open();
  const Row consumer = make_consumer("0");
  const Row credential = make_credential(consumer, "0");
  store.commit({insert(consumers(), consumer), insert(credentials(), credential)});
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (int n = 1; n <= 200; ++n) {
      const std::string text = std::to_string(n);
      store.commit({update(consumers(), with(consumer, "username", json::Value(text))),
                    update(credentials(), with(credential, "key", json::Value(text)))});
    }
    done = true;
  });
  while (!done) {
    const Found found = store.find(
        {.first = key_of(credentials(), "id", id_of(credential)),
         .follow = {
             {.entity = &consumers(), .field = "id", .source = 0, .source_field = "consumer"}}});
    EXPECT_EQ(found.answers.at(0).rows.at(0).at("key"),
              found.answers.at(1).rows.at(0).at("username"));
  }
  writer.join();
}

TEST_P(StoreConformance, TellsEveryWriteOfManyWriters) {
  auto store = open();
  Position at = store.now();
  std::atomic<int> running = 4;
  std::mutex mutex;
  std::set<std::string> expected;
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      for (int n = 0; n < 50; ++n) {
        const Row row = make_consumer(std::to_string(i) + "/" + std::to_string(n));
        {
          const std::scoped_lock guard(mutex);
          expected.insert("consumers.id=" + id_of(row));
        }
        store.commit({insert(consumers(), row)});
      }
      --running;
    });
  }
  std::multiset<std::string> told;
  for (bool last = false; !last;) {
    last = running == 0;
    const Polled polled = store.poll(at);
    ASSERT_FALSE(polled.gap);
    for (const Event& event : polled.events) {
      if (event.field == "id") told.insert(event.kind + ".id=" + event.value);
    }
    at = polled.position;
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(told, std::multiset<std::string>(expected.begin(), expected.end()));
}

}  // namespace cardea::store
