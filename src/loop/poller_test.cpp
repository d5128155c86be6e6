// SPDX-License-Identifier: Apache-2.0
// What a poller remembers: each announcement once, the end of a peer's data for good, and nobody
// who waits is forgotten, whoever goes first.
#include "loop/poller.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <memory>
#include <optional>

#include "loop/block_on.h"
#include "loop/gate.h"
#include "loop/timer.h"

namespace cardea::loop {
namespace {

using namespace std::chrono_literals;
using Way = Readiness::Way;

/// Two connected sockets; the near one is watched by the core's poller.
struct Ends {
  explicit Ends(Core& core) : readiness(core.poller()) {
    int pair[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair), 0);
    near = pair[0];
    far = pair[1];
    EXPECT_TRUE(readiness.begin(near));
  }
  ~Ends() {
    readiness.end();
    ::close(near);
    close_far();
  }
  void send(std::string_view bytes) const {
    EXPECT_EQ(::write(far, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  }
  /// Takes all there is, as a stream does.
  std::size_t take() {
    char room[64];
    const auto count = ::read(near, room, sizeof room);
    readiness.exhausted(Way::read);
    return count < 0 ? 0 : static_cast<std::size_t>(count);
  }
  void close_far() {
    if (far >= 0) ::close(far);
    far = -1;
  }
  int near = -1, far = -1;
  Readiness readiness;
};

class PollerTest : public testing::Test {
 protected:
  PollerTest() { core_.start(); }
  void run(Task<void> task) { block_on(core_, std::move(task)); }
  Core core_{0};
};

Task<void> note_outcome(Readiness& readiness, Way way, std::optional<bool>& outcome) {
  const bool ready = co_await readiness.wait(way);
  outcome = ready;
}

TEST_F(PollerTest, RemembersWhatCameWhileNobodyWaited) {
  run([](Core& core) -> Task<void> {
    Ends ends(core);
    ends.readiness.exhausted(Way::read);
    ends.send("x");
    while (!ends.readiness.may(Way::read)) co_await sleep_for(1ms);
    const bool ready = co_await ends.readiness.wait(Way::read);
    EXPECT_TRUE(ready);
    EXPECT_EQ(ends.take(), 1u);
    EXPECT_FALSE(ends.readiness.may(Way::read));
  }(core_));
}

TEST_F(PollerTest, WakesWhoWaits) {
  run([](Core& core) -> Task<void> {
    Ends ends(core);
    ends.readiness.exhausted(Way::read);
    std::optional<bool> outcome;
    Gate gate(core, "waiting");
    gate.spawn(note_outcome(ends.readiness, Way::read, outcome));
    co_await sleep_for(1ms);
    EXPECT_FALSE(outcome);
    ends.send("x");
    co_await gate.close(5s);
    EXPECT_EQ(outcome, true);
  }(core_));
}

TEST_F(PollerTest, AnEndThatCameWithTheLastBytesIsNotLost) {
  run([](Core& core) -> Task<void> {
    Ends ends(core);
    ends.readiness.exhausted(Way::read);
    ends.send("x");
    ends.close_far();
    const bool ready = co_await ends.readiness.wait(Way::read);
    EXPECT_TRUE(ready);
    EXPECT_EQ(ends.take(), 1u);
    EXPECT_TRUE(ends.readiness.ended());
    EXPECT_TRUE(ends.readiness.may(Way::read)) << "there is the end to be read";
  }(core_));
}

TEST_F(PollerTest, TellsWhenThereIsRoomToWriteAgain) {
  run([](Core& core) -> Task<void> {
    Ends ends(core);
    const std::string block(100'000, 'x');
    while (::write(ends.near, block.data(), block.size()) > 0) {
    }
    ends.readiness.exhausted(Way::write);
    std::optional<bool> outcome;
    Gate gate(core, "waiting");
    gate.spawn(note_outcome(ends.readiness, Way::write, outcome));
    co_await sleep_for(1ms);
    EXPECT_FALSE(outcome);
    std::string room(block.size(), '\0');
    while (::read(ends.far, room.data(), room.size()) > 0) {
    }
    co_await gate.close(5s);
    EXPECT_EQ(outcome, true);
  }(core_));
}

TEST_F(PollerTest, CallsOffWhoWaits) {
  run([](Core& core) -> Task<void> {
    Ends ends(core);
    ends.readiness.exhausted(Way::read);
    std::optional<bool> outcome;
    Gate gate(core, "waiting");
    gate.spawn(note_outcome(ends.readiness, Way::read, outcome));
    co_await sleep_for(1ms);
    ends.readiness.call_off();
    co_await gate.close(5s);
    EXPECT_EQ(outcome, false);
  }(core_));
}

TEST_F(PollerTest, AClosingGateCallsOffWhoWaits) {
  run([](Core& core) -> Task<void> {
    Ends ends(core);
    ends.readiness.exhausted(Way::read);
    std::optional<bool> outcome;
    Gate gate(core, "waiting");
    gate.spawn(note_outcome(ends.readiness, Way::read, outcome));
    co_await gate.close(1ms);
    EXPECT_EQ(outcome, false);
  }(core_));
}

TEST_F(PollerTest, WhoIsToldMayEndOthersOfTheSameBatch) {
  run([](Core& core) -> Task<void> {
    auto first = std::make_unique<Ends>(core);
    auto second = std::make_unique<Ends>(core);
    int told = 0;
    first->readiness.exhausted(Way::read);
    second->readiness.exhausted(Way::read);
    co_await sleep_for(1ms);
    first->readiness.watch([&] {
      ++told;
      second.reset();
    });
    second->readiness.watch([&] {
      ++told;
      first.reset();
    });
    first->send("x");
    second->send("x");
    while (told == 0) co_await sleep_for(1ms);
    co_await sleep_for(1ms);
    EXPECT_EQ(told, 1);
  }(core_));
}

Task<void> note_wait(Readiness& readiness, Way doing, Way needs, std::optional<bool>& outcome) {
  const bool ready = co_await readiness.wait(doing, needs);
  outcome = ready;
}

TEST_F(PollerTest, WhoReadsAndWhoWritesMayNeedTheSame) {
  run([](Core& core) -> Task<void> {
    Ends ends(core);
    ends.readiness.exhausted(Way::read);
    std::optional<bool> reader, writer;
    Gate gate(core, "waiting");
    gate.spawn(note_wait(ends.readiness, Way::read, Way::read, reader));
    gate.spawn(note_wait(ends.readiness, Way::write, Way::read, writer));
    co_await sleep_for(1ms);
    EXPECT_FALSE(reader || writer);
    ends.send("x");
    co_await gate.close(5s);
    EXPECT_EQ(reader, true);
    EXPECT_EQ(writer, true);
  }(core_));
}

TEST_F(PollerTest, WhoReadsMayNeedToWrite) {
  run([](Core& core) -> Task<void> {
    Ends ends(core);
    ends.readiness.exhausted(Way::read);
    ends.readiness.exhausted(Way::write);
    std::optional<bool> reader;
    Gate gate(core, "waiting");
    gate.spawn(note_wait(ends.readiness, Way::read, Way::write, reader));
    co_await gate.close(5s);  // the socket has room, which the kernel says at its begin
    EXPECT_EQ(reader, true);
  }(core_));
}

TEST_F(PollerTest, AWatchIsToldAlsoWhenAWriterIs) {
  run([](Core& core) -> Task<void> {
    Ends ends(core);
    const std::string block(100'000, 'x');
    while (::write(ends.near, block.data(), block.size()) > 0) {
    }
    ends.readiness.exhausted(Way::write);
    ends.readiness.exhausted(Way::read);
    std::optional<bool> writer;
    bool told = false;
    Gate gate(core, "waiting");
    gate.spawn(note_outcome(ends.readiness, Way::write, writer));
    co_await sleep_for(1ms);
    EXPECT_FALSE(writer);
    ends.readiness.watch([&] { told = true; });
    std::string room(block.size(), '\0');
    while (::read(ends.far, room.data(), room.size()) > 0) {
    }
    ends.send("x");  // both are news of one question to the kernel
    co_await gate.close(5s);
    EXPECT_EQ(writer, true);
    EXPECT_TRUE(told);
  }(core_));
}

TEST_F(PollerTest, IsQuietOnceTheKernelWasAskedAndKnewNothing) {
  run([](Core& core) -> Task<void> {
    Ends ends(core), other(core);
    other.readiness.exhausted(Way::read);
    co_await sleep_for(1ms);
    EXPECT_EQ(ends.take(), 0u);
    EXPECT_FALSE(ends.readiness.quiet()) << "nobody has asked since";
    other.send("x");
    co_await other.readiness.wait(Way::read);
    EXPECT_TRUE(ends.readiness.quiet());
    EXPECT_EQ(other.take(), 1u);
    EXPECT_EQ(ends.take(), 0u);
    ends.send("x");
    EXPECT_FALSE(ends.readiness.quiet());
    other.send("x");
    co_await other.readiness.wait(Way::read);
    EXPECT_FALSE(ends.readiness.quiet());
    EXPECT_TRUE(ends.readiness.may(Way::read));
  }(core_));
}

TEST_F(PollerTest, NewsOfAllAreKnownBeforeAnybodyIsTold) {
  run([](Core& core) -> Task<void> {
    Ends one(core), other(core);
    co_await sleep_for(1ms);
    one.readiness.exhausted(Way::read);
    other.readiness.exhausted(Way::read);
    int told = 0;
    one.readiness.watch([&] {
      ++told;
      EXPECT_TRUE(other.readiness.may(Way::read));
    });
    other.readiness.watch([&] {
      ++told;
      EXPECT_TRUE(one.readiness.may(Way::read));
    });
    one.send("x");
    other.send("x");
    while (told < 2) co_await sleep_for(1ms);
  }(core_));
}

TEST(Poller, TakesWaitingCoroutinesDownWithIt) {
  auto kept = std::make_shared<int>(0);
  {
    Core core(0);
    core.start();
    Gate gate(core, "left inside");
    block_on(core, [](Core& on, Gate& into, std::shared_ptr<int> witness) -> Task<void> {
      auto waits = [](Core& one, std::shared_ptr<int> held) -> Task<void> {
        Ends ends(one);
        ends.readiness.exhausted(Way::read);
        co_await ends.readiness.wait(Way::read);
        *held = 1;
      };
      into.spawn(waits(on, witness));
      co_await sleep_for(1ms);
    }(core, gate, kept));
    core.stop();
    core.join();
  }
  EXPECT_EQ(kept.use_count(), 1) << "the coroutine was destroyed";
  EXPECT_EQ(*kept, 0);
}

}  // namespace
}  // namespace cardea::loop
