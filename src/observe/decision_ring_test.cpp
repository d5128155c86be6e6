// SPDX-License-Identifier: Apache-2.0
#include "observe/decision_ring.h"

#include <gtest/gtest.h>

#include <deque>
#include <random>
#include <string>

#include "observe/request_id.h"

namespace cardea::observe {
namespace {

// An id and the text of a record that names it.
struct Written {
  std::string id, text;
};

Written keep(DecisionRing& ring, RequestIds& ids, std::size_t size, std::string_view reason = "a.b",
             std::uint64_t consumer = 0) {
  Written one;
  one.id = ids.next().text();
  one.text = one.id + std::string(size, 'x');
  ring.keep({.id = one.id, .reason = reason, .consumer = consumer, .at = {}}, one.text);
  return one;
}

std::vector<std::string> texts(const DecisionRing& ring, const DecisionFilter& filter) {
  std::vector<KeptDecision> kept;
  ring.collect(filter, kept);
  std::vector<std::string> all;
  for (auto& one : kept) all.push_back(std::move(one.text));
  return all;
}

TEST(DecisionRing, FindsWhatItKept) {
  DecisionRing ring(65536);
  RequestIds ids("node", 0);
  EXPECT_EQ(ring.find(ids.next().text()), "");
  const Written one = keep(ring, ids, 100);
  const Written two = keep(ring, ids, 200);
  EXPECT_EQ(ring.find(one.id), one.text);
  EXPECT_EQ(ring.find(two.id), two.text);
  EXPECT_EQ(ring.find("no id"), "");
}

// Whatever sizes come: what is kept is exactly the newest, whole, and nothing beside it.
TEST(DecisionRing, OverwritesTheOldestAndNothingElse) {
  std::minstd_rand random(7);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same each time
  for (const std::size_t bytes : {4096U, 10'000U, 65'537U}) {
    DecisionRing ring(bytes);
    RequestIds ids("node", 0);
    std::deque<Written> written;
    for (int i = 0; i < 3000; ++i) {
      written.push_front(keep(ring, ids, random() % 900));
      ASSERT_GT(ring.size(), 0U);
      const auto kept = texts(ring, {.most = 1'000'000});
      ASSERT_EQ(kept.size(), ring.size());
      std::size_t sum = 0;
      for (std::size_t age = 0; age < kept.size(); ++age) {
        ASSERT_EQ(kept[age], written[age].text);
        sum += kept[age].size();
      }
      ASSERT_LE(sum, bytes);
      written.resize(kept.size());
    }
    EXPECT_EQ(ring.find(written.back().id), written.back().text);
  }
}

TEST(DecisionRing, ForgetsNoMoreThanItMust) {
  DecisionRing ring(64U << 10U);
  RequestIds ids("node", 0);
  for (int i = 0; i < 1000; ++i) keep(ring, ids, 1000);
  EXPECT_GT(ring.size(), 45U);  // of 64 that would fit if a record were nothing but its text
}

TEST(DecisionRing, KeepsNothingLargerThanItself) {
  DecisionRing ring(4096);
  RequestIds ids("node", 0);
  const Written small = keep(ring, ids, 100);
  keep(ring, ids, 5000);
  EXPECT_EQ(texts(ring, {}), std::vector{small.text});
  DecisionRing none(0);
  keep(none, ids, 1);
  EXPECT_EQ(none.size(), 0U);
}

TEST(DecisionRing, ListsTheNewestFirstAndNoMoreThanAsked) {
  DecisionRing ring(65536);
  RequestIds ids("node", 0);
  const auto one = keep(ring, ids, 1);
  const auto two = keep(ring, ids, 1);
  const auto three = keep(ring, ids, 1);
  EXPECT_EQ(texts(ring, {.most = 2}), (std::vector{three.text, two.text}));
  EXPECT_EQ(texts(ring, {}), (std::vector{three.text, two.text, one.text}));
}

TEST(DecisionRing, FiltersByReasonAndConsumer) {
  DecisionRing ring(65536);
  RequestIds ids("node", 0);
  const std::uint64_t alice = consumer_mark("alice");
  const auto expired = keep(ring, ids, 1, "jwt.expired", alice);
  const auto unknown = keep(ring, ids, 1, "jwt.unknown_key");
  const auto group = keep(ring, ids, 1, "acl.not_in_group", alice);
  const auto passed = keep(ring, ids, 1, "", alice);
  EXPECT_EQ(texts(ring, {.reason = "jwt.expired"}), std::vector{expired.text});
  EXPECT_EQ(texts(ring, {.reason = "jwt"}), (std::vector{unknown.text, expired.text}));
  EXPECT_EQ(texts(ring, {.reason = "jwt."}), (std::vector{unknown.text, expired.text}));
  EXPECT_EQ(texts(ring, {.reason = "jwt.exp"}), std::vector<std::string>{});
  EXPECT_EQ(texts(ring, {.consumer = alice}), (std::vector{passed.text, group.text, expired.text}));
  EXPECT_EQ(texts(ring, {.reason = "acl", .consumer = alice}), std::vector{group.text});
  EXPECT_EQ(texts(ring, {.consumer = consumer_mark("bob")}), std::vector<std::string>{});
}

}  // namespace
}  // namespace cardea::observe
