// SPDX-License-Identifier: Apache-2.0
// Blocks are lent, come back, and are lent again.
#include "net/buffer_pool.h"

#include <gtest/gtest.h>

#include <utility>

namespace cardea::net {
namespace {

TEST(BufferPool, LendsTheSameBlockAgain) {
  BufferPool pool(2);
  auto first = pool.take();
  EXPECT_EQ(first.bytes().size(), BufferPool::block_size);
  const auto* const where = first.bytes().data();
  auto moved = std::move(first);
  EXPECT_FALSE(first);  // NOLINT(bugprone-use-after-move): that is the point
  EXPECT_EQ(pool.lent_blocks(), 1u);
  moved.release();
  EXPECT_EQ(pool.lent_blocks(), 0u);
  EXPECT_EQ(pool.free_blocks(), 1u);
  EXPECT_EQ(pool.take().bytes().data(), where);
}

TEST(BufferPool, KeepsNoMoreThanItWasTold) {
  BufferPool pool(1);
  {
    const auto a = pool.take();
    const auto b = pool.take();
    EXPECT_NE(a.bytes().data(), b.bytes().data());
  }
  EXPECT_EQ(pool.free_blocks(), 1u);
}

TEST(BufferPool, AssigningGivesBackWhatWasHeld) {
  BufferPool pool(4);
  auto a = pool.take();
  a = pool.take();
  EXPECT_EQ(pool.lent_blocks(), 1u);
  a = Buffer();
  EXPECT_EQ(pool.lent_blocks(), 0u);
  EXPECT_EQ(a.bytes().size(), 0u);
}

}  // namespace
}  // namespace cardea::net
