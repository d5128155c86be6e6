// SPDX-License-Identifier: Apache-2.0
// A held record must never say more than the near cache says.
#include "identity/held.h"

#include <gtest/gtest.h>

#include "model/consumer.h"
#include "store/memory/memory_store.h"

namespace cardea::identity {
namespace {

struct HeldTest : testing::Test {
  store::OpenOptions options() const {
    store::OpenOptions made;
    made.catalog = &catalog;
    return made;
  }

  schema::Catalog catalog = *schema::Catalog::make({&model::Consumer::entity()});
  store::memory::MemoryStore store{options()};  // asked nothing here
  cluster::NearCache cache{1'000'000};
  Directory directory{store, cache};
  cluster::Kind kind = cluster::kind_of("consumers", "id");
  Held<int> held;

  void put(int value) {
    cache.store(cache.begin_fill(), kind, "k", std::make_shared<const int>(value), 4);
  }
  auto recall() { return held.recall(directory, Source<int>{kind}, "k"); }
};

TEST_F(HeldTest, KnowsWhatTheCacheKnows) {
  EXPECT_EQ(recall(), std::nullopt);
  put(7);
  EXPECT_EQ(**recall(), 7);
  EXPECT_EQ(**recall(), 7);
}

TEST_F(HeldTest, ForgetsWithTheEvent) {
  put(7);
  EXPECT_EQ(**recall(), 7);
  cache.evict(kind, "k");
  EXPECT_EQ(recall(), std::nullopt);
  put(8);
  EXPECT_EQ(**recall(), 8);
  cache.clear();
  EXPECT_EQ(recall(), std::nullopt);
}

TEST_F(HeldTest, DoesNotHoldAnAbsence) {
  cache.store(cache.begin_fill(), kind, "k", nullptr, 0);
  EXPECT_EQ(*recall(), nullptr);
  put(7);
  EXPECT_EQ(**recall(), 7);
}

}  // namespace
}  // namespace cardea::identity
