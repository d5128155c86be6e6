// SPDX-License-Identifier: Apache-2.0
// Listeners: one port on all cores, addresses in use, stale unix sockets, limits, and a process
// without descriptors.
#include "net/listener.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <string>
#include <vector>

#include "loop/block_on.h"
#include "loop/gate.h"
#include "net/bind.h"

namespace cardea::net {
namespace {

using namespace std::chrono_literals;

ListenOptions on(const std::string& address) {
  ListenOptions options;
  options.address = *Address::parse(address);
  return options;
}

/// Listens on some cores, greets each connection with the core's index and closes it.
class Greeter {
 public:
  Greeter(loop::Cores& cores, const ListenOptions& options) : cores_(cores) {
    auto opened = Listener::open_on_all(cores, options);
    if (!opened) {
      error = opened.error();
      return;
    }
    listeners = std::move(*opened);
    for (auto& listener : listeners) {
      gates_.push_back(std::make_unique<loop::Gate>(listener->core(), "greeter"));
      auto accepted = [this, &one = *listener](std::unique_ptr<Stream> stream) {
        const char digit = static_cast<char>('0' + one.core().index());
        (void)stream->try_write(std::string_view(&digit, 1));  // some only knock and leave
        if (keep) kept.push_back(std::move(stream));
      };
      auto notice = [this](std::string_view text) { notices.emplace_back(text); };
      gates_.back()->spawn(listener->run(std::move(accepted), std::move(notice)));
    }
  }
  ~Greeter() {
    std::function<Task<void>(loop::Core&)> end = [this](loop::Core& core) -> Task<void> {
      if (core.index() >= listeners.size()) co_return;
      listeners[core.index()]->stop();
      kept.clear();
      auto& gate = *gates_[core.index()];
      co_await gate.close(1ms);
    };
    if (!listeners.empty())
      loop::block_on(*cores_.begin()->get(), cores_.await_on_all(std::move(end)));
  }
  [[nodiscard]] const Address& address() const { return listeners.front()->local(); }

  std::optional<Error> error;
  std::vector<std::unique_ptr<Listener>> listeners;
  bool keep = false;
  std::vector<std::unique_ptr<Stream>> kept;  // with one core only
  std::vector<std::string> notices;           // with one core only

 private:
  loop::Cores& cores_;
  std::vector<std::unique_ptr<loop::Gate>> gates_;
};

/// Connects and reads the greeting; empty when the connection ended without one, none on timeout.
Task<std::optional<std::string>> greeted(Address address, Duration patience) {
  const auto deadline = loop::Deadline::in(patience);
  auto stream = co_await Stream::connect(address, deadline);
  if (!stream) co_return std::nullopt;
  (*stream)->expires_after(patience);
  std::array<char, 8> room{};
  const std::span<char> into(room);
  const auto count = co_await (*stream)->read_some(into);
  if (!count && count.error().kind == ErrorKind::timeout) co_return std::nullopt;
  co_return std::string(room.data(), count.value_or(0));
}

TEST(Listener, AllCoresShareOnePortAndEachGetsConnections) {
  loop::Cores cores(2);
  cores.start();
  const Greeter greeter(cores, on("127.0.0.1:0"));
  ASSERT_FALSE(greeter.error);
  ASSERT_EQ(greeter.listeners.size(), 2u);
  EXPECT_NE(greeter.address().port(), 0);
  EXPECT_EQ(greeter.listeners[0]->local(), greeter.listeners[1]->local());
  std::array<int, 2> seen{};
  for (int i = 0; i < 100; ++i) {
    const auto greeting = loop::block_on(cores[0], greeted(greeter.address(), 5s));
    ASSERT_TRUE(greeting == "0" || greeting == "1");
    ++seen[static_cast<std::size_t>(greeting->front() - '0')];
  }
  EXPECT_GT(seen[0], 0);
  EXPECT_GT(seen[1], 0);
}

TEST(Listener, ListensOnIpv6) {
  loop::Cores cores(1);
  cores.start();
  const Greeter greeter(cores, on("[::1]:0"));
  if (greeter.error) GTEST_SKIP() << greeter.error->detail;
  EXPECT_EQ(loop::block_on(cores[0], greeted(greeter.address(), 5s)), "0");
}

TEST(Listener, SaysThatAnAddressIsInUse) {
  loop::Cores cores(2);
  cores.start();
  const Greeter first(cores, on("127.0.0.1:0"));
  ASSERT_FALSE(first.error);
  const Greeter second(cores, on(first.address().text()));
  ASSERT_TRUE(second.error);
  EXPECT_EQ(second.error->kind, ErrorKind::conflict);
  EXPECT_NE(second.error->detail.find(first.address().text()), std::string::npos);
}

TEST(Listener, SaysThatAnAddressIsNotOurs) {
  loop::Core core(0);
  const auto foreign = Listener::open(core, on("192.0.2.1:80"));
  ASSERT_FALSE(foreign);
  EXPECT_EQ(foreign.error().kind, ErrorKind::invalid);
}

TEST(Listener, UnixSocketsArePrivateReplaceTheDeadAndRespectTheLiving) {
  const std::string path = "/tmp/cardea_listener_" + std::to_string(::getpid()) + ".sock";
  loop::Cores cores(2);
  cores.start();
  {  // A socket file that nobody serves any more.
    const auto dead = bind_and_listen(on("unix:" + path));
    ASSERT_TRUE(dead);
  }
  {
    const Greeter living(cores, on("unix:" + path));
    ASSERT_FALSE(living.error) << living.error->detail;
    EXPECT_EQ(living.listeners.size(), 1u);
    struct stat status{};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
    EXPECT_EQ(loop::block_on(cores[1], greeted(living.address(), 5s)), "0");
    const Greeter second(cores, on("unix:" + path));
    ASSERT_TRUE(second.error);
    EXPECT_EQ(second.error->kind, ErrorKind::conflict);
  }
  EXPECT_NE(::access(path.c_str(), F_OK), 0) << "the file goes with its listener";
}

TEST(Listener, NeverRemovesAFileThatIsNoSocket) {
  const std::string path = "/tmp/cardea_listener_" + std::to_string(::getpid()) + ".txt";
  const int handle = ::open(path.c_str(), O_CREAT | O_WRONLY, 0600);
  ASSERT_GE(handle, 0);
  ::close(handle);
  loop::Core core(0);
  EXPECT_FALSE(Listener::open(core, on("unix:" + path)));
  EXPECT_EQ(::access(path.c_str(), F_OK), 0);
  ::unlink(path.c_str());
}

TEST(Listener, PausesAtItsLimitOfConnections) {
  loop::Cores cores(1);
  cores.start();
  auto options = on("127.0.0.1:0");
  options.max_connections = 2;
  Greeter greeter(cores, options);
  ASSERT_FALSE(greeter.error);
  EXPECT_EQ(loop::block_on(cores[0], greeted(greeter.address(), 5s)), "0");
  EXPECT_EQ(loop::block_on(cores[0], greeted(greeter.address(), 5s)), "0");
  EXPECT_EQ(loop::block_on(cores[0], greeted(greeter.address(), 50ms)), std::nullopt);
  cores[0].post([&] { greeter.listeners[0]->connection_ended(); });
  cores[0].post([&] { greeter.listeners[0]->connection_ended(); });
  EXPECT_EQ(loop::block_on(cores[0], greeted(greeter.address(), 5s)), "0");
}

TEST(Listener, SurvivesAProcessWithoutDescriptors) {
  loop::Cores cores(1);
  cores.start();
  Greeter greeter(cores, on("127.0.0.1:0"));
  ASSERT_FALSE(greeter.error);
  // It waits from here on: accept4 holds a descriptor also while it finds nobody.
  loop::block_on(cores[0], cores.run_on_all([](loop::Core&) {}));
  // One connection is begun, then every descriptor but its own is taken.
  const int caller = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  const int highest = ::dup(caller);
  rlimit low{static_cast<rlim_t>(highest) + 20, before.rlim_max};
  ::setrlimit(RLIMIT_NOFILE, &low);
  std::vector<int> taken{highest};
  for (int handle = ::dup(caller); handle >= 0; handle = ::dup(caller)) taken.push_back(handle);
  ASSERT_EQ(::connect(caller, greeter.address().data(), greeter.address().size()), 0);
  char byte = 0;
  EXPECT_EQ(::recv(caller, &byte, 1, 0), 0) << "turned away instead of left hanging";
  for (const int handle : taken) ::close(handle);
  ::close(caller);
  ::setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_EQ(loop::block_on(cores[0], greeted(greeter.address(), 5s)), "0");
  ASSERT_EQ(greeter.notices.size(), 2u) << "said once, and once when it is over";
  EXPECT_NE(greeter.notices[0].find("open files"), std::string::npos);
}

}  // namespace
}  // namespace cardea::net
