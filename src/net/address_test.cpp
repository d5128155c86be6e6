// SPDX-License-Identifier: Apache-2.0
// Addresses read, written and compared; blocks of them.
#include "net/address.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace cardea::net {
namespace {

TEST(Address, IsReadToItsEnd) {
  using namespace std::string_view_literals;
  for (const auto text : {"::\0"sv, "::1\0x"sv, "10.0.0.1\0"sv, "\0"sv}) {
    EXPECT_FALSE(Address::from_ip(text, 1)) << text.size();
  }
}

TEST(Address, ReadsWhatItWrites) {
  for (const std::string text : {"127.0.0.1:8000", "0.0.0.0:0", "[::1]:80", "[2001:db8::1]:65535",
                                 "unix:/run/cardea/admin.sock"}) {
    const auto address = Address::parse(text);
    ASSERT_TRUE(address) << text;
    EXPECT_EQ(address->text(), text);
  }
}

TEST(Address, RefusesWhatIsNone) {
  for (const std::string text : {"", "localhost:80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536",
                                 "127.0.0.1:-1", "127.0.0.1:80x", "::1:80", "[127.0.0.1]:80",
                                 "[::1]", "127.1:80", "010.0.0.1:80", "unix:", "1.2.3.4 :80"}) {
    const auto address = Address::parse(text);
    ASSERT_FALSE(address) << text;
    EXPECT_EQ(address.error().kind, ErrorKind::invalid);
    if (text != "unix:") {
      EXPECT_NE(address.error().detail.find("127.0.0.1:8000"), std::string::npos)
          << "an example helps";
    }
  }
  EXPECT_FALSE(Address::from_path(std::string(108, 'x')));
  EXPECT_TRUE(Address::from_path(std::string(107, 'x')));
}

TEST(Address, KnowsItsParts) {
  const auto v4 = *Address::from_ip("10.1.2.3", 443);
  EXPECT_EQ(v4.host(), "10.1.2.3");
  EXPECT_EQ(v4.port(), 443);
  EXPECT_EQ(v4.with_port(80).text(), "10.1.2.3:80");
  const auto path = *Address::from_path("/tmp/x");
  EXPECT_EQ(path.host(), "/tmp/x");
  EXPECT_EQ(path.port(), 0);
  EXPECT_TRUE(path.is_unix());
  EXPECT_EQ(Address().family(), Address::Family::none);
}

TEST(Address, TreatsMappedIpv4AsIpv4) {
  const auto mapped = *Address::from_ip("::ffff:10.1.2.3", 80);
  EXPECT_EQ(mapped.host(), "10.1.2.3");
  EXPECT_EQ(mapped, *Address::from_ip("10.1.2.3", 80));
  EXPECT_EQ(hash_value(mapped), hash_value(*Address::from_ip("10.1.2.3", 80)));
  EXPECT_NE(mapped, *Address::from_ip("10.1.2.3", 81));
}

TEST(Cidr, DecidesByThePrefix) {
  struct Case {
    const char* block;
    const char* address;
    bool inside;
  };
  for (const auto& [block, address, inside] : {Case{"10.0.0.0/8", "10.255.0.1", true},
                                               Case{"10.0.0.0/8", "11.0.0.1", false},
                                               Case{"10.1.2.3/8", "10.9.9.9", true},
                                               Case{"192.168.1.128/25", "192.168.1.129", true},
                                               Case{"192.168.1.128/25", "192.168.1.127", false},
                                               Case{"0.0.0.0/0", "1.2.3.4", true},
                                               Case{"0.0.0.0/0", "::1", false},
                                               Case{"::/0", "::1", true},
                                               Case{"1.2.3.4", "1.2.3.4", true},
                                               Case{"1.2.3.4", "1.2.3.5", false},
                                               Case{"fd00::/7", "fc01::5", true},
                                               Case{"fd00::/8", "fc01::5", false},
                                               Case{"10.0.0.0/8", "::ffff:10.0.0.1", true},
                                               Case{"::ffff:10.0.0.0/104", "10.9.9.9", true},
                                               Case{"::ffff:10.0.0.0/104", "11.0.0.1", false},
                                               Case{"::ffff:0:0/96", "1.2.3.4", true},
                                               Case{"::ffff:0:0/96", "::1", false},
                                               Case{"::ffff:1.2.3.4", "::ffff:1.2.3.4", true},
                                               Case{"::ffff:1.2.3.4/90", "::fffe:0:1", true},
                                               Case{"::ffff:1.2.3.4/90", "1.2.3.4", false},
                                               Case{"::ffff:1.2.3.4/90", "::1", false},
                                               Case{"::ffff:1.2.3.4/0", "fd00::1", true}}) {
    const auto parsed = Cidr::parse(block);
    ASSERT_TRUE(parsed) << block;
    EXPECT_EQ(parsed->contains(*Address::from_ip(address, 1)), inside) << block << " " << address;
  }
}

TEST(Cidr, WritesItselfCanonically) {
  EXPECT_EQ(Cidr::parse("10.1.2.3/8")->text(), "10.0.0.0/8");
  EXPECT_EQ(Cidr::parse("2001:DB8::5/32")->text(), "2001:db8::/32");
  EXPECT_EQ(Cidr::parse("10.1.2.3/8"), Cidr::parse("10.0.0.0/8"));
}

TEST(Cidr, RefusesNonsense) {
  for (const auto* text : {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8",
                           "::/129", "::ffff:1.2.3.4/129", "example.com/8"}) {
    EXPECT_FALSE(Cidr::parse(text)) << text;
  }
}

TEST(CidrSet, KnowsUnixPeers) {
  const std::vector<std::string> texts = {"10.0.0.0/8", "unix:"};
  const auto set = CidrSet::parse(texts);
  ASSERT_TRUE(set);
  EXPECT_TRUE(set->contains(*Address::from_path("/x")));
  EXPECT_TRUE(set->contains(*Address::from_ip("10.0.0.1", 0)));
  EXPECT_FALSE(set->contains(*Address::from_ip("9.0.0.1", 0)));
  EXPECT_FALSE(CidrSet{}.contains(*Address::from_path("/x")));
  const std::vector<std::string> wrong = {"10.0.0.0/8", "ten"};
  EXPECT_FALSE(CidrSet::parse(wrong));
}

// A set answers as its blocks do one by one, however they overlap.
TEST(CidrSet, AgreesWithItsBlocks) {
  std::mt19937_64 random(1);
  const auto pick = [&](std::uint64_t below) { return random() % below; };
  for (int round = 0; round < 200; ++round) {
    std::vector<std::string> texts;
    std::vector<Cidr> blocks;
    const auto address = [&] {  // few different ones, so that blocks overlap
      return pick(2) == 0
                 ? fmt::format("10.{}.{}.{}", pick(2), pick(256), pick(4) * 64)
                 : fmt::format("2001:db8:{:x}::{:x}:{:x}", pick(2), pick(65536), pick(4) * 64);
    };
    for (std::uint64_t count = pick(20); count > 0; --count) {
      const auto text = address();
      const auto most = text.contains(':') ? 129U : 33U;
      texts.push_back(fmt::format("{}/{}", text, most - 1 - pick(pick(3) == 0 ? most : 20)));
      blocks.push_back(*Cidr::parse(texts.back()));
    }
    const auto set = *CidrSet::parse(texts);
    EXPECT_EQ(set.empty(), blocks.empty());
    for (int i = 0; i < 100; ++i) {
      const auto one = *Address::from_ip(address(), 1);
      const bool inside =
          std::ranges::any_of(blocks, [&](const Cidr& block) { return block.contains(one); });
      EXPECT_EQ(set.contains(one), inside) << one.text();
    }
  }
}

}  // namespace
}  // namespace cardea::net
