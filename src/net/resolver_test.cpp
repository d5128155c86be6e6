// SPDX-License-Identifier: Apache-2.0
// The resolver against a DNS server of our own: answers, rotation, caching, staleness, refusals.
#include "net/resolver.h"

#include <gtest/gtest.h>

#include <chrono>
#include <set>
#include <string>
#include <vector>

#include "loop/block_on.h"
#include "loop/gate.h"
#include "loop/timer.h"
#include "net/dns_server.h"
#include "net/hosts_file.h"

namespace cardea::net {
namespace {

using namespace std::chrono_literals;

class ResolverTest : public testing::Test {
 protected:
  ResolverTest() {
    options_.servers = {server_.address()};
    options_.hosts_file = "/nonexistent";
    options_.timeout = 100ms;
    options_.tries = 2;
    core_.start();
  }
  ~ResolverTest() override {
    auto end = [this]() -> Task<void> {
      resolver_.reset();
      co_return;
    };
    loop::block_on(core_, end());
  }
  Resolver& resolver() {
    if (!resolver_) resolver_ = std::move(*Resolver::make(core_, options_));
    return *resolver_;
  }
  Result<Address> pick(const std::string& name) {
    return loop::block_on(core_, resolver().pick(name, 80));
  }
  std::optional<Result<Address>> try_pick(const std::string& name) {
    auto scene = [&]() -> Task<std::optional<Result<Address>>> {
      co_return resolver().try_pick(name, 80);
    };
    return loop::block_on(core_, scene());
  }
  /// Waits until the server was asked `count` times for the name, at most five seconds.
  bool server_asked(const std::string& name, int count) {
    const auto deadline = loop::Deadline::in(5s);
    while (server_.asked(name) < count && !deadline.passed()) std::this_thread::yield();
    return server_.asked(name) >= count;
  }

  DnsServer server_;
  ResolverOptions options_;
  loop::Core core_{0};
  std::unique_ptr<Resolver> resolver_;
};

TEST_F(ResolverTest, TakesTurnsAmongTheAddressesAndAsksOnce) {
  server_.set("a.test", {{"10.0.0.1", "10.0.0.2", "10.0.0.3"}, 60});
  std::multiset<std::string> seen;
  for (int i = 0; i < 6; ++i) seen.insert(pick("a.test")->text());
  for (const auto* text : {"10.0.0.1:80", "10.0.0.2:80", "10.0.0.3:80"}) {
    EXPECT_EQ(seen.count(text), 2u) << text;
  }
  EXPECT_EQ(server_.asked("a.test"), 1);
  EXPECT_EQ(resolver().queries(), 1u);
  EXPECT_EQ(pick("A.Test.")->port(), 80) << "case and the last dot do not matter";
  EXPECT_EQ(server_.asked("a.test"), 1);
}

TEST_F(ResolverTest, AnswersLiteralsAndLocalhostWithoutAsking) {
  EXPECT_EQ(pick("10.1.1.1")->text(), "10.1.1.1:80");
  EXPECT_EQ(pick("::1")->text(), "[::1]:80");
  EXPECT_EQ(pick("localhost")->text(), "127.0.0.1:80");
  EXPECT_EQ(pick("api.localhost")->text(), "127.0.0.1:80");
  EXPECT_EQ(resolver().queries(), 0u);
}

TEST_F(ResolverTest, AsksOnceForManyWhoWaitTogether) {
  server_.set("a.test", {{"10.0.0.1"}, 60});
  int answered = 0;
  auto scene = [&]() -> Task<void> {
    loop::Gate gate(core_, "askers");
    auto asker = [&]() -> Task<void> {
      const auto address = co_await resolver().pick("a.test", 80);
      if (address) ++answered;
    };
    for (int i = 0; i < 50; ++i) gate.spawn(asker());
    co_await gate.close(5s);
  };
  loop::block_on(core_, scene());
  EXPECT_EQ(answered, 50);
  EXPECT_EQ(server_.asked("a.test"), 1);
}

TEST_F(ResolverTest, TellsNoSuchNameFromNoAnswer) {
  const auto absent = pick("absent.test");
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().kind, ErrorKind::absent);
  EXPECT_EQ(absent.error().origin, Origin::upstream);
  EXPECT_NE(absent.error().detail.find("absent.test"), std::string::npos);
  server_.set("six.test", {{"2001:db8::1"}, 60});
  EXPECT_EQ(pick("six.test").error().kind, ErrorKind::absent) << "no address of the wanted kind";
  server_.set(DnsServer::Mood::fail);
  EXPECT_EQ(pick("b.test").error().kind, ErrorKind::unavailable);
  server_.set(DnsServer::Mood::silent);
  EXPECT_EQ(pick("c.test").error().kind, ErrorKind::timeout);
  EXPECT_EQ(pick("").error().kind, ErrorKind::absent);
  EXPECT_EQ(pick(std::string(300, 'a')).error().kind, ErrorKind::absent);
}

TEST_F(ResolverTest, RemembersThatANameIsAbsent) {
  EXPECT_FALSE(pick("absent.test"));
  EXPECT_FALSE(pick("absent.test"));
  EXPECT_EQ(server_.asked("absent.test"), 1);
  const auto known = try_pick("absent.test");
  ASSERT_TRUE(known);
  EXPECT_FALSE(*known);
}

TEST_F(ResolverTest, ForgetsErrorsSoon) {
  options_.error_ttl = 1ms;
  server_.set("a.test", {{"10.0.0.1"}, 60});
  server_.set(DnsServer::Mood::fail);
  EXPECT_FALSE(pick("a.test"));
  server_.set(DnsServer::Mood::answer);
  const auto deadline = loop::Deadline::in(5s);
  while (!pick("a.test") && !deadline.passed()) std::this_thread::yield();
  EXPECT_TRUE(pick("a.test"));
}

TEST_F(ResolverTest, ServesTheOldWhileItAsksForTheNew) {
  options_.valid_ttl = 1s;  // the shortest there is
  server_.set("a.test", {{"10.0.0.1"}, 60});
  EXPECT_EQ(pick("a.test")->host(), "10.0.0.1");
  server_.set("a.test", {{"10.0.0.2"}, 60});
  const auto deadline = loop::Deadline::in(5s);
  while (server_.asked("a.test") < 2 && !deadline.passed()) {
    const auto address = try_pick("a.test");
    ASSERT_TRUE(address) << "never without an answer";
    ASSERT_TRUE(*address);
  }
  while (pick("a.test")->host() != "10.0.0.2" && !deadline.passed()) std::this_thread::yield();
  EXPECT_EQ(pick("a.test")->host(), "10.0.0.2");
}

TEST_F(ResolverTest, ServesTheOldWhenNobodyAnswersButNotWhenTheNameIsGone) {
  options_.valid_ttl = 1s;
  options_.error_ttl = 10ms;
  server_.set("a.test", {{"10.0.0.1"}, 60});
  EXPECT_TRUE(pick("a.test"));
  server_.set(DnsServer::Mood::fail);
  const auto deadline = loop::Deadline::in(8s);
  while (server_.asked("a.test") < 5 && !deadline.passed()) ASSERT_TRUE(pick("a.test"));
  EXPECT_GE(server_.asked("a.test"), 5);
  server_.remove("a.test");
  server_.set(DnsServer::Mood::answer);
  while (pick("a.test") && !deadline.passed()) std::this_thread::yield();
  EXPECT_EQ(pick("a.test").error().kind, ErrorKind::absent);
}

TEST_F(ResolverTest, UsesIpv6WhenTold) {
  options_.ipv6 = true;
  server_.set("a.test", {{"2001:db8::1", "10.0.0.1"}, 7});
  const auto answer = loop::block_on(core_, resolver().resolve("a.test", 443));
  ASSERT_TRUE(answer);
  ASSERT_EQ(answer->addresses.size(), 2u);
  EXPECT_EQ(answer->addresses[0].text(), "10.0.0.1:443");
  EXPECT_EQ(answer->addresses[1].text(), "[2001:db8::1]:443");
  EXPECT_LE(answer->valid_for, 7s);
  EXPECT_GT(answer->valid_for, 5s);
}

TEST_F(ResolverTest, ForgetsTheLeastUsedWhenFull) {
  options_.cache_size = 2;
  for (const auto* name : {"a.test", "b.test", "c.test"}) server_.set(name, {{"10.0.0.1"}, 60});
  EXPECT_TRUE(pick("a.test"));
  EXPECT_TRUE(pick("b.test"));
  EXPECT_TRUE(try_pick("a.test"));
  EXPECT_TRUE(pick("c.test"));
  EXPECT_EQ(resolver().cached(), 2u);
  EXPECT_TRUE(try_pick("a.test"));
  EXPECT_FALSE(try_pick("b.test"));
}

TEST_F(ResolverTest, EndsWithQuestionsOpen) {
  server_.set(DnsServer::Mood::silent);
  auto scene = [&]() -> Task<std::optional<Error>> {
    loop::Gate gate(core_, "asker");
    std::optional<Error> error;
    auto asker = [&]() -> Task<void> {
      const auto address = co_await resolver().pick("a.test", 80);
      if (!address) error = address.error();
    };
    gate.spawn(asker());
    while (server_.asked("a.test") == 0) co_await loop::sleep_for(1ms);
    co_await gate.close(1ms);
    co_return error;
  };
  loop::block_on(core_, scene());
  auto end = [&]() -> Task<void> {
    resolver_.reset();
    co_return;
  };
  loop::block_on(core_, end());
}

TEST_F(ResolverTest, RefusesServersItCannotRead) {
  options_.servers = {"ns.example.com"};
  const auto refused = Resolver::make(core_, options_);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().detail.find("ns.example.com"), std::string::npos);
}

TEST(HostsFile, ReadsNamesAndPrefersIpv4) {
  const auto hosts = HostsFile::parse(
      "# a comment\n127.0.0.1\tlocalhost\n::1 localhost ip6-localhost\n"
      "fe80::1 Printer\n10.0.0.9 printer # the old one\n10.0.0.10 printer\nnonsense x\n 10.0.0.11 "
      "y");
  EXPECT_EQ(hosts.find("localhost")->host(), "127.0.0.1");
  EXPECT_EQ(hosts.find("ip6-localhost")->host(), "::1");
  EXPECT_EQ(hosts.find("printer")->host(), "10.0.0.9");
  EXPECT_EQ(hosts.find("y")->host(), "10.0.0.11");
  EXPECT_FALSE(hosts.find("x"));
  EXPECT_FALSE(hosts.find("the"));
}

}  // namespace
}  // namespace cardea::net
