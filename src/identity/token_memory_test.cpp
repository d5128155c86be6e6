// SPDX-License-Identifier: Apache-2.0
#include "identity/token_memory.h"

#include <gtest/gtest.h>

namespace cardea::identity {
namespace {

struct Fixture : testing::Test {
  cluster::Generations generations;
  TokenMemory memory{generations, 100'000};
  std::uint64_t key = cluster::hash_key(cluster::kind_of("jwt_secrets", "key"), "k");

  Derived from() const { return {key, generations.of(key)}; }
};
using TokenMemoryTest = Fixture;

TEST_F(TokenMemoryTest, RecallsExactlyWhatWasProved) {
  memory.remember(1, "token", from(), std::make_shared<const int>(7), 4);
  const void* const known = memory.recall(1, "token");
  ASSERT_NE(known, nullptr);
  EXPECT_EQ(*static_cast<const int*>(known), 7);
  EXPECT_EQ(memory.recall(1, "tokem"), nullptr);
  EXPECT_EQ(memory.recall(1, "toke"), nullptr);
  EXPECT_EQ(memory.recall(2, "token"), nullptr) << "another scope";
}

TEST_F(TokenMemoryTest, ForgetsWhenTheKeyChanges) {
  memory.remember(1, "token", from(), std::make_shared<const int>(7), 4);
  generations.bump(key);
  EXPECT_EQ(memory.recall(1, "token"), nullptr);
  EXPECT_EQ(memory.size(), 0U);
}

TEST_F(TokenMemoryTest, DoesNotBelieveWhatWasReadBeforeAChange) {
  const Derived before = from();
  generations.bump(key);  // between reading the key and remembering
  memory.remember(1, "token", before, std::make_shared<const int>(7), 4);
  EXPECT_EQ(memory.recall(1, "token"), nullptr);
}

TEST_F(TokenMemoryTest, StaysWithinItsBudget) {
  for (int i = 0; i < 10'000; ++i) {
    memory.remember(1, "token-" + std::to_string(i), from(), std::make_shared<const int>(i), 100);
  }
  EXPECT_LT(memory.size(), 500U);
}

}  // namespace
}  // namespace cardea::identity
