// SPDX-License-Identifier: Apache-2.0
// Streams over real sockets: bytes arrive whole, ends and resets are told apart, deadlines hold,
// and a peer that leaves is noticed while nobody reads.
#include "net/stream.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <chrono>
#include <cstring>
#include <numeric>
#include <string>
#include <vector>

#include "loop/block_on.h"
#include "loop/event.h"
#include "loop/gate.h"
#include "net/bind.h"
#include "net/loopback.h"

namespace cardea::net {
namespace {

using namespace std::chrono_literals;

class StreamTest : public testing::Test {
 protected:
  StreamTest() { core_.start(); }
  template <class T>
  T run(Task<T> task) {
    return loop::block_on(core_, std::move(task));
  }
  loop::Core core_{0};
};

std::string pattern(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 131 + i / 251);
  return bytes;
}

Task<std::string> read_to_end(Stream& stream, std::size_t step) {
  std::string all;
  std::vector<char> room(step);
  while (true) {
    const std::span<char> into(room);
    const auto count = co_await stream.read_some(into);
    if (!count || *count == 0) co_return all;
    all.append(room.data(), *count);
  }
}

/// Sets `closed` when `stream` was waiting and failed, with the kind of failure.
Task<void> read_error(Stream& stream, std::optional<Error>& error) {
  std::array<char, 16> room{};
  const std::span<char> into(room);
  const auto count = co_await stream.read_some(into);
  if (!count) error = count.error();
}

TEST_F(StreamTest, CarriesMegabytesToASlowReader) {
  auto scene = [&]() -> Task<void> {
    auto pair = co_await make_loopback();
    const auto sent = pattern(8'000'000);
    loop::Gate gate(core_, "writer");
    auto writer = [&]() -> Task<void> {
      std::vector<iovec> parts;
      for (std::size_t at = 0; at < sent.size(); at += 100'000) {
        parts.push_back({const_cast<char*>(sent.data()) + at, 100'000});
      }
      const std::span<iovec> all(parts);
      const auto written = co_await pair.server->write_all(all);
      EXPECT_TRUE(written);
      pair.server->shutdown_write();
    };
    gate.spawn(writer());
    const auto got = co_await read_to_end(*pair.client, 777);
    EXPECT_EQ(got.size(), sent.size());
    EXPECT_TRUE(got == sent);
    EXPECT_EQ(pair.server->bytes_out(), sent.size());
    EXPECT_EQ(pair.client->bytes_in(), sent.size());
    co_await gate.close(1s);
  };
  run(scene());
}

TEST_F(StreamTest, TriesWithoutWaiting) {
  auto scene = [&]() -> Task<void> {
    auto pair = co_await make_loopback();
    std::array<char, 64> room{};
    auto nothing = pair.client->try_read(room);
    EXPECT_TRUE(nothing && !*nothing);
    auto sent = pair.server->try_write("hello");
    EXPECT_TRUE(sent && *sent == 5u);
    const auto ready = co_await pair.client->readable();
    EXPECT_TRUE(ready);
    auto got = pair.client->try_read(room);
    EXPECT_TRUE(got && *got == 5u);
    EXPECT_TRUE(pair.client->drained());
    // Fill the socket until it takes no more.
    const auto block = pattern(1'000'000);
    std::size_t total = 0;
    for (auto more = pair.server->try_write(block); more && *more;
         more = pair.server->try_write(block)) {
      total += **more;
    }
    EXPECT_GT(total, 0u);
  };
  run(scene());
}

TEST_F(StreamTest, TellsAHalfCloseFromAReset) {
  auto scene = [&]() -> Task<void> {
    auto pair = co_await make_loopback();
    pair.client->shutdown_write();
    std::array<char, 16> room{};
    const std::span<char> into(room);
    const auto end = co_await pair.server->read_some(into);
    EXPECT_TRUE(end && *end == 0u);
    const std::string_view late = "still writable";
    const auto written = co_await pair.server->write_all(late);
    EXPECT_TRUE(written);
    const auto got = co_await pair.client->read_some(into);
    EXPECT_EQ(got.value_or(0), late.size() < room.size() ? late.size() : room.size());

    auto other = co_await make_loopback();
    other.client->abort();
    const auto broken = co_await other.server->read_some(into);
    EXPECT_FALSE(broken);
    if (!broken) {
      EXPECT_EQ(broken.error().kind, ErrorKind::unavailable);
      EXPECT_EQ(broken.error().origin, Origin::client);
    }
  };
  run(scene());
}

TEST_F(StreamTest, WritingToAPeerThatIsGoneFailsWithoutASignal) {
  auto scene = [&]() -> Task<Status> {
    auto pair = co_await make_loopback();
    pair.client->abort();
    const auto block = pattern(100'000);
    const std::string_view bytes = block;
    auto first = co_await pair.server->write_all(bytes);
    if (!first) co_return first;
    co_return co_await pair.server->write_all(bytes);
  };
  EXPECT_FALSE(run(scene()));
}

TEST_F(StreamTest, ExpiresWhileWaitingAndStaysExpired) {
  auto scene = [&]() -> Task<void> {
    auto pair = co_await make_loopback();
    pair.server->expires_after(10ms);
    std::array<char, 16> room{};
    const std::span<char> into(room);
    const auto start = std::chrono::steady_clock::now();
    const auto late = co_await pair.server->read_some(into);
    EXPECT_GE(std::chrono::steady_clock::now() - start, 10ms);
    EXPECT_FALSE(late);
    if (!late) {
      EXPECT_EQ(late.error().kind, ErrorKind::timeout);
    }
    EXPECT_FALSE(pair.server->try_write("x"));
    pair.server->never_expires();
    EXPECT_TRUE(pair.server->try_write("x"));
  };
  run(scene());
}

TEST_F(StreamTest, ADeadlineThatIsMovedOnDoesNotFire) {
  auto scene = [&]() -> Task<void> {
    auto pair = co_await make_loopback();
    std::array<char, 16> room{};
    const std::span<char> into(room);
    for (int i = 0; i < 8; ++i) {
      pair.server->expires_after(200ms);
      co_await loop::sleep_for(60ms);
      EXPECT_TRUE(pair.client->try_write("x"));
      const auto got = co_await pair.server->read_some(into);
      EXPECT_TRUE(got) << "round " << i;
    }
  };
  run(scene());
}

TEST_F(StreamTest, CancelEndsAWaitFromOutside) {
  auto scene = [&]() -> Task<void> {
    auto pair = co_await make_loopback();
    std::optional<Error> error;
    loop::Gate gate(core_, "readers");
    gate.spawn(read_error(*pair.server, error));
    co_await loop::sleep_for(0s);
    pair.server->cancel();
    co_await gate.close(5s);
    EXPECT_TRUE(error && error->kind == ErrorKind::unavailable);
    EXPECT_FALSE(pair.server->try_write("x"));
  };
  run(scene());
}

TEST_F(StreamTest, AGateCancelsAWaitingRead) {
  auto scene = [&]() -> Task<void> {
    auto pair = co_await make_loopback();
    std::optional<Error> error;
    loop::Gate gate(core_, "readers");
    gate.spawn(read_error(*pair.server, error));
    co_await gate.close(1ms);
    EXPECT_EQ(gate.size(), 0u);
  };
  run(scene());
  EXPECT_EQ(core_.faults(), 0u);
}

/// What a watch saw, or nothing within five seconds.
Task<std::optional<PeerEvent>> watched(Stream& stream, std::function<void()> act) {
  loop::Event happened;
  std::optional<PeerEvent> seen;
  stream.watch([&](PeerEvent event) {
    seen = event;
    happened.set();
  });
  act();
  const auto deadline = loop::Deadline::in(5s);
  co_await happened.wait(deadline);
  stream.unwatch();
  co_return seen;
}

TEST_F(StreamTest, AWatchSeesDataEndAndReset) {
  auto scene = [&]() -> Task<void> {
    auto pair = co_await make_loopback();
    std::function<void()> send = [&] { EXPECT_TRUE(pair.client->try_write("x")); };
    const auto data = co_await watched(*pair.server, std::move(send));
    EXPECT_EQ(data, PeerEvent::data);
    std::array<char, 16> room{};
    EXPECT_EQ(pair.server->try_read(room).value(), 1u) << "a watch takes nothing away";
    std::function<void()> end = [&] { pair.client->shutdown_write(); };
    const auto ended = co_await watched(*pair.server, std::move(end));
    EXPECT_EQ(ended, PeerEvent::ended);

    auto other = co_await make_loopback();
    std::function<void()> reset = [&] { other.client->abort(); };
    const auto broken = co_await watched(*other.server, std::move(reset));
    EXPECT_EQ(broken, PeerEvent::reset);
  };
  run(scene());
}

TEST_F(StreamTest, AWatchOfAPeerThatHasEndedTellsAtOnceAndOnlyOnce) {
  auto scene = [&]() -> Task<void> {
    auto pair = co_await make_loopback();
    pair.client->shutdown_write();
    std::array<char, 16> room{};
    const std::span<char> into(room);
    const auto end = co_await pair.server->read_some(into);
    EXPECT_TRUE(end && *end == 0u);
    co_await loop::sleep_for(1ms);  // the loop hears of it too
    int told = 0;
    pair.server->watch([&](PeerEvent event) {
      EXPECT_EQ(event, PeerEvent::ended);
      ++told;
    });
    EXPECT_EQ(told, 1);
    pair.client->abort();
    while (pair.server->try_write("x")) co_await loop::sleep_for(1ms);
    co_await loop::sleep_for(1ms);
    EXPECT_EQ(told, 1);
  };
  run(scene());
}

TEST_F(StreamTest, AWatchSeesTheEndBehindWhatNobodyHasRead) {
  auto scene = [&]() -> Task<void> {
    auto pair = co_await make_loopback();
    std::function<void()> send = [&] { EXPECT_TRUE(pair.client->try_write("x")); };
    const auto data = co_await watched(*pair.server, std::move(send));
    EXPECT_EQ(data, PeerEvent::data);
    std::function<void()> end = [&] { pair.client->shutdown_write(); };
    const auto ended = co_await watched(*pair.server, std::move(end));
    EXPECT_EQ(ended, PeerEvent::ended);
  };
  run(scene());
}

TEST_F(StreamTest, AnUnwatchedStreamCallsNobodyAndMayDie) {
  auto scene = [&]() -> Task<void> {
    auto pair = co_await make_loopback();
    bool called = false;
    pair.server->watch([&](PeerEvent) { called = true; });
    pair.server->unwatch();
    EXPECT_TRUE(pair.client->try_write("x"));
    co_await pair.server->readable();
    co_await loop::sleep_for(1ms);
    pair.server->watch([&](PeerEvent) { called = true; });
    pair.server.reset();
    co_await loop::sleep_for(1ms);
    EXPECT_FALSE(called);
  };
  run(scene());
}

TEST_F(StreamTest, AReadGoesOnBehindUrgentData) {
  auto scene = [&]() -> Task<void> {
    auto pair = co_await make_loopback();
    std::array<char, 64> room{};
    const std::span<char> into(room);
    EXPECT_FALSE(pair.server->try_read(room).value());
    const int client = pair.client->native_handle();
    EXPECT_EQ(::send(client, "ab", 2, 0), 2);
    EXPECT_EQ(::send(client, "!", 1, MSG_OOB), 1);
    EXPECT_EQ(::send(client, "cd", 2, 0), 2);
    co_await loop::sleep_for(1ms);  // all news of it are old when it is read
    std::string got;
    pair.server->expires_after(5s);
    while (got.size() < 4) {
      const auto count = co_await pair.server->read_some(into);
      if (!count) break;
      got.append(room.data(), *count);
    }
    EXPECT_EQ(got, "abcd");
  };
  run(scene());
}

/// Sends two bytes to a unix socket, the first one with a descriptor.
void send_with_descriptor(int to) {
  char bytes[] = {'a', 'b'};
  iovec part{bytes, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  auto* const header = CMSG_FIRSTHDR(&message);
  *header = {.cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
  std::memcpy(CMSG_DATA(header), &to, sizeof to);
  EXPECT_EQ(::sendmsg(to, &message, 0), 1);
  EXPECT_EQ(::send(to, bytes + 1, 1, 0), 1);
}

TEST_F(StreamTest, AReadGoesOnBehindADescriptor) {
  int pair[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair), 0);
  const Descriptor far(pair[0]);
  auto scene = [&]() -> Task<std::string> {
    Stream near(core_, Descriptor(pair[1]), *Address::from_path("/client"), Origin::client);
    std::array<char, 64> room{};
    const std::span<char> into(room);
    send_with_descriptor(far.get());
    co_await loop::sleep_for(1ms);
    near.expires_after(5s);
    std::string got;
    while (got.size() < 2) {
      const auto count = co_await near.read_some(into);
      if (!count) break;
      got.append(room.data(), *count);
    }
    co_return got;
  };
  EXPECT_EQ(run(scene()), "ab");
}

TEST_F(StreamTest, OthersHaveTheirTurnWhileDataKeepComing) {
  auto scene = [&]() -> Task<void> {
    auto pair = co_await make_loopback();
    EXPECT_TRUE(pair.client->try_write(pattern(4000)));
    co_await loop::sleep_for(1ms);
    bool had_turn = false;
    core_.post([&] { had_turn = true; });
    std::array<char, 16> room{};
    const std::span<char> into(room);
    for (int i = 0; i < 100; ++i) {
      const auto count = co_await pair.server->read_some(into);
      EXPECT_TRUE(count);
    }
    EXPECT_TRUE(had_turn);
  };
  run(scene());
}

TEST_F(StreamTest, AnInterruptedReadFailsAndTheNextOneReads) {
  auto scene = [&]() -> Task<void> {
    auto pair = co_await make_loopback();
    std::optional<Error> error;
    loop::Gate gate(core_, "readers");
    gate.spawn(read_error(*pair.server, error));
    co_await loop::sleep_for(1ms);
    pair.server->interrupt_read();
    co_await gate.close(5s);
    EXPECT_TRUE(error && error->kind == ErrorKind::unavailable);
    EXPECT_TRUE(pair.client->try_write("x"));
    std::array<char, 16> room{};
    const std::span<char> into(room);
    const auto count = co_await pair.server->read_some(into);
    EXPECT_EQ(count.value_or(0), 1u);
  };
  run(scene());
}

TEST_F(StreamTest, AnIdlePeerIsQuietUntilItSpeaksOrEnds) {
  auto scene = [&]() -> Task<void> {
    auto pair = co_await make_loopback();
    EXPECT_TRUE(pair.server->is_quiet());
    EXPECT_TRUE(pair.server->drained());
    EXPECT_TRUE(pair.client->try_write("x"));
    EXPECT_TRUE(pair.server->drained()) << "the loop has not heard of it";
    EXPECT_FALSE(pair.server->is_quiet()) << "the kernel has";
    std::array<char, 16> room{};
    EXPECT_EQ(pair.server->try_read(room).value(), 1u);
    EXPECT_TRUE(pair.server->is_quiet());
    co_await loop::sleep_for(1ms);
    EXPECT_TRUE(pair.server->is_quiet());
    pair.client->shutdown_write();
    co_await loop::sleep_for(1ms);
    EXPECT_FALSE(pair.server->is_quiet());
    EXPECT_TRUE(pair.client->is_quiet());
    pair.client->cancel();
    EXPECT_FALSE(pair.client->is_quiet());
  };
  run(scene());
}

TEST_F(StreamTest, ConnectingSaysWhatFailed) {
  ListenOptions options;
  options.address = *Address::from_ip("127.0.0.1", 0);
  Address closed;
  {
    const auto listening = bind_and_listen(options);
    closed = bound_address(*listening);
  }
  const auto refused = run(Stream::connect(closed, loop::Deadline::in(5s)));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::unavailable);
  EXPECT_EQ(refused.error().origin, Origin::upstream);
  EXPECT_NE(refused.error().detail.find(closed.text()), std::string::npos);
  EXPECT_NE(refused.error().detail.find("refused"), std::string::npos);
  const auto absent =
      run(Stream::connect(*Address::from_path("/nonexistent/socket"), loop::Deadline::in(5s)));
  EXPECT_FALSE(absent);
}

TEST_F(StreamTest, ConnectingGivesUpAtTheDeadline) {
  // A listener whose queue is full and who accepts nobody: further connections get no answer.
  ListenOptions options;
  options.address = *Address::from_ip("127.0.0.1", 0);
  options.backlog = 0;
  const auto listening = bind_and_listen(options);
  const auto address = bound_address(*listening);
  auto scene = [&]() -> Task<std::optional<ErrorKind>> {
    std::vector<std::unique_ptr<Stream>> kept;
    for (int i = 0; i < 8; ++i) {
      const auto deadline = loop::Deadline::in(50ms);
      auto stream = co_await Stream::connect(address, deadline);
      if (!stream) co_return stream.error().kind;
      kept.push_back(std::move(*stream));
    }
    co_return std::nullopt;
  };
  EXPECT_EQ(run(scene()), ErrorKind::timeout);
}

}  // namespace
}  // namespace cardea::net
