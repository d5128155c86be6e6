// SPDX-License-Identifier: Apache-2.0
#include "cluster/near_cache.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>

namespace cardea::cluster {
namespace {

constexpr std::size_t budget = std::size_t{1} << 20U;

std::shared_ptr<const int> number(int value) {
  return std::make_shared<const int>(value);
}

int value_of(const Loaded& loaded) {
  return *static_cast<const int*>(loaded.get());
}

TEST(NearCache, KeepsRecordsAndAbsences) {
  NearCache cache(budget);
  const Kind kind = kind_of("consumers", "id");
  EXPECT_FALSE(cache.find(kind, "a"));
  EXPECT_TRUE(cache.store(cache.begin_fill(), kind, "a", number(1), 10));
  EXPECT_TRUE(cache.store(cache.begin_fill(), kind, "b", nullptr, 0));
  EXPECT_EQ(value_of(*cache.find(kind, "a")), 1);
  ASSERT_TRUE(cache.find(kind, "b"));
  EXPECT_EQ(*cache.find(kind, "b"), nullptr);
  EXPECT_FALSE(cache.find(kind_of("consumers", "username"), "a"));
}

TEST(NearCache, DoesNotKeepWhatAnEventOvertook) {
  NearCache cache(budget);
  const Kind kind = kind_of("consumers", "id");
  const auto fill = cache.begin_fill();
  cache.evict(kind, "a");
  EXPECT_TRUE(cache.is_revoked(fill, hash_key(kind, "a")));
  EXPECT_FALSE(cache.store(fill, kind, "a", number(1), 10));
  EXPECT_FALSE(cache.find(kind, "a"));
  EXPECT_TRUE(cache.store(fill, kind, "b", number(2), 10)) << "another key is not concerned";
}

TEST(NearCache, DoesNotKeepWhatItCannotVouchFor) {
  NearCache cache(budget);
  const Kind kind = kind_of("consumers", "id");
  const auto fill = cache.begin_fill();
  for (int i = 0; i < 10'000; ++i) cache.evict(kind, "other-" + std::to_string(i));
  EXPECT_FALSE(cache.store(fill, kind, "a", number(1), 10)) << "the ring of events has run over";
  const auto later = cache.begin_fill();
  cache.clear();
  EXPECT_FALSE(cache.store(later, kind, "a", number(1), 10));
}

TEST(NearCache, BumpsTheGenerationOfWhatChanges) {
  NearCache cache(budget);
  const Kind kind = kind_of("jwt_secrets", "key");
  const auto hash = hash_key(kind, "k");
  const auto before = cache.generations().of(hash);
  cache.evict(kind, "k");
  EXPECT_NE(cache.generations().of(hash), before);
  const auto between = cache.generations().of(hash);
  cache.clear();
  EXPECT_NE(cache.generations().of(hash), between);
}

TEST(NearCache, FloodsOfAbsencesDoNotPushOutRecords) {
  NearCache cache(budget);
  const Kind kind = kind_of("jwt_secrets", "key");
  for (int i = 0; i < 500; ++i) {
    cache.store(cache.begin_fill(), kind, "good-" + std::to_string(i), number(i), 100);
  }
  for (int i = 0; i < 50'000; ++i) {
    cache.store(cache.begin_fill(), kind, "made-up-" + std::to_string(i), nullptr, 0);
  }
  for (int i = 0; i < 500; ++i) EXPECT_TRUE(cache.find(kind, "good-" + std::to_string(i))) << i;
  const auto usage = cache.usage();
  EXPECT_LE(usage.bytes, budget);
  EXPECT_LE(usage.absence_bytes, budget / 20);
}

// One thread commits values, evicts, and only then answers; others fill and read. Nobody may read a
// value older than what was answered before it asked.
TEST(NearCache, NeverShowsWhatWasReplacedBeforeTheQuestion) {
  NearCache cache(budget);
  const Kind kind = kind_of("consumers", "id");
  std::atomic<int> committed = 0;
  std::atomic<int> answered = 0;
  std::atomic<bool> done = false;
  std::atomic<int> stale = 0;
  const auto read = [&] {
    while (!done) {
      const int at_least = answered;
      const auto cached = cache.find(kind, "a");
      if (cached) {
        if (value_of(*cached) < at_least) ++stale;
        continue;
      }
      const auto fill = cache.begin_fill();
      const int seen = committed;
      cache.store(fill, kind, "a", number(seen), 10);
    }
  };
  std::thread first(read);
  std::thread second(read);
  for (int i = 1; i < 20'000; ++i) {
    committed = i;
    cache.evict(kind, "a");
    answered = i;
  }
  done = true;
  first.join();
  second.join();
  EXPECT_EQ(stale, 0);
}

}  // namespace
}  // namespace cardea::cluster
