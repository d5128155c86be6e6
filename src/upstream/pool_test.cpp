// SPDX-License-Identifier: Apache-2.0
// Which connections may carry the next request: only those whose peer has kept still.
#include "upstream/pool.h"

#include <gtest/gtest.h>

#include <chrono>
#include <utility>

#include "loop/block_on.h"
#include "loop/timer.h"
#include "net/loopback.h"

namespace cardea::upstream {
namespace {

using namespace std::chrono_literals;

class PoolTest : public testing::Test {
 protected:
  PoolTest() { core_.start(); }
  void run(Task<void> task) { loop::block_on(core_, std::move(task)); }

  /// Connects; the upstream's end is `far_`.
  Task<std::unique_ptr<Connection>> connect() {
    auto pair = co_await net::make_loopback();
    far_ = std::move(pair.server);
    co_return std::make_unique<Connection>(std::move(pair.client), buffers_);
  }
  /// Reads what has come, as an answer is read.
  static void read(Connection& connection) {
    EXPECT_TRUE(connection.inbox.make_room());
    const auto got = connection.inbox.try_fill();
    EXPECT_TRUE(got && *got);
  }

  loop::Core core_{0};
  net::BufferPool buffers_;
  std::unique_ptr<net::Stream> far_;
  PeerKey peer_{*net::Address::from_ip("127.0.0.1", 80)};
};

TEST_F(PoolTest, HandsOutTheConnectionUsedLast) {
  auto scene = [&]() -> Task<void> {
    Pool pool({}, core_.timers());
    auto first = co_await connect();
    const auto first_far = std::move(far_);
    auto second = co_await connect();
    auto* const last = second.get();
    pool.give_back(peer_, std::move(first));
    pool.give_back(peer_, std::move(second));
    EXPECT_EQ(pool.take(peer_, {}).get(), last);
    EXPECT_EQ(pool.idle(), 1u);
  };
  run(scene());
}

TEST_F(PoolTest, BytesBehindAnAnswerAreSeenAtOnce) {
  auto scene = [&]() -> Task<void> {
    Pool pool({}, core_.timers());
    auto connection = co_await connect();
    EXPECT_TRUE(far_->try_write("answer"));
    co_await loop::sleep_for(1ms);
    read(*connection);
    connection->inbox.consume(6);
    EXPECT_TRUE(far_->try_write("stray"));  // the loop cannot have heard of it
    pool.give_back(peer_, std::move(connection));
    EXPECT_EQ(pool.idle(), 1u);
    EXPECT_EQ(pool.take(peer_, {}), nullptr);
    EXPECT_EQ(pool.idle(), 0u);
  };
  run(scene());
}

TEST_F(PoolTest, WhatCameWithAnAnswerEndsTheConnection) {
  auto scene = [&]() -> Task<void> {
    Pool pool({}, core_.timers());
    auto connection = co_await connect();
    EXPECT_TRUE(far_->try_write("answerstray"));
    co_await loop::sleep_for(1ms);
    read(*connection);
    connection->inbox.consume(6);
    pool.give_back(peer_, std::move(connection));
    EXPECT_EQ(pool.idle(), 0u);
  };
  run(scene());
}

TEST_F(PoolTest, AStillConnectionIsHandedOutAlsoLater) {
  auto scene = [&]() -> Task<void> {
    Pool pool({}, core_.timers());
    auto connection = co_await connect();
    for (int i = 0; i < 3; ++i) {
      pool.give_back(peer_, std::move(connection));
      co_await loop::sleep_for(1ms);
      connection = pool.take(peer_, {});
      EXPECT_NE(connection, nullptr);
      if (!connection) co_return;
    }
  };
  run(scene());
}

TEST_F(PoolTest, AnIdleConnectionHoldsNoBuffer) {
  auto scene = [&]() -> Task<void> {
    Pool pool({}, core_.timers());
    auto connection = co_await connect();
    EXPECT_TRUE(far_->try_write("answer"));
    co_await loop::sleep_for(1ms);
    read(*connection);
    connection->inbox.consume(6);
    EXPECT_EQ(buffers_.lent_blocks(), 1u);
    pool.give_back(peer_, std::move(connection));
    EXPECT_EQ(buffers_.lent_blocks(), 0u);
  };
  run(scene());
}

TEST_F(PoolTest, ConnectionsThatTheirPeerEndedDoNotStay) {
  auto scene = [&]() -> Task<void> {
    Pool pool({}, core_.timers());
    auto ended = co_await connect();
    far_.reset();
    auto connection = co_await connect();
    pool.give_back(peer_, std::move(ended));
    pool.give_back(peer_, std::move(connection));
    const auto deadline = loop::Deadline::in(10s);
    while (pool.idle() > 1 && !deadline.passed()) co_await loop::sleep_for(10ms);
    EXPECT_EQ(pool.idle(), 1u);
    EXPECT_NE(pool.take(peer_, {}), nullptr);
  };
  run(scene());
}

TEST_F(PoolTest, IdleConnectionsEndAfterTheirTime) {
  auto scene = [&]() -> Task<void> {
    Pool pool({.idle_timeout = 1ms}, core_.timers());
    auto connection = co_await connect();
    pool.give_back(peer_, std::move(connection));
    const auto deadline = loop::Deadline::in(10s);
    while (pool.idle() > 0 && !deadline.passed()) co_await loop::sleep_for(10ms);
    EXPECT_EQ(pool.idle(), 0u);
  };
  run(scene());
}

TEST_F(PoolTest, NoIdleTimeoutIsNoLimit) {
  auto scene = [&]() -> Task<void> {
    Pool pool({.idle_timeout = Duration::zero()}, core_.timers());
    auto ended = co_await connect();
    far_.reset();
    auto connection = co_await connect();
    pool.give_back(peer_, std::move(ended));
    pool.give_back(peer_, std::move(connection));
    const auto deadline = loop::Deadline::in(10s);  // the ended one goes when all are looked at
    while (pool.idle() > 1 && !deadline.passed()) co_await loop::sleep_for(10ms);
    EXPECT_EQ(pool.idle(), 1u);
  };
  run(scene());
}

TEST_F(PoolTest, KeepsNoMoreThanItsSizeAndTheNewest) {
  auto scene = [&]() -> Task<void> {
    Pool none({.pool_size = 0}, core_.timers());
    Pool one({.pool_size = 1}, core_.timers());
    auto first = co_await connect();
    const auto first_far = std::move(far_);
    auto second = co_await connect();
    const auto second_far = std::move(far_);
    auto* const last = second.get();
    none.give_back(peer_, std::move(first));
    EXPECT_EQ(none.idle(), 0u);
    auto third = co_await connect();
    one.give_back(peer_, std::move(third));
    one.give_back(peer_, std::move(second));
    EXPECT_EQ(one.idle(), 1u);
    EXPECT_EQ(one.take(peer_, {}).get(), last);
  };
  run(scene());
}

TEST_F(PoolTest, AConnectionServesSoManyRequests) {
  auto scene = [&]() -> Task<void> {
    Pool pool({.max_requests = 3}, core_.timers());
    auto connection = co_await connect();
    connection->requests = 2;
    pool.give_back(peer_, std::move(connection));
    connection = pool.take(peer_, {});
    EXPECT_NE(connection, nullptr);
    if (!connection) co_return;
    connection->requests = 3;
    pool.give_back(peer_, std::move(connection));
    EXPECT_EQ(pool.idle(), 0u);
    Pool unlimited({.max_requests = 0}, core_.timers());
    auto other = co_await connect();
    other->requests = 1'000'000;
    unlimited.give_back(peer_, std::move(other));
    EXPECT_EQ(unlimited.idle(), 1u);
  };
  run(scene());
}

}  // namespace
}  // namespace cardea::upstream
