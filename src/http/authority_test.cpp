// SPDX-License-Identifier: Apache-2.0
#include "http/authority.h"

#include <gtest/gtest.h>

#include <string>

namespace cardea::http {
namespace {

TEST(Authority, SplitsHostAndPort) {
  const auto plain = split_authority("Example.com");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->host, "Example.com");
  EXPECT_FALSE(plain->port);
  EXPECT_FALSE(plain->is_ipv6);

  EXPECT_EQ(split_authority("a:0")->port, 0);
  EXPECT_EQ(split_authority("a:65535")->port, 65535);
  EXPECT_EQ(split_authority("a:00080")->port, 80);
  EXPECT_EQ(split_authority("127.0.0.1:80")->host, "127.0.0.1");

  const auto literal = split_authority("[2001:db8::1]:8443");
  ASSERT_TRUE(literal);
  EXPECT_EQ(literal->host, "[2001:db8::1]");
  EXPECT_EQ(literal->port, 8443);
  EXPECT_TRUE(literal->is_ipv6);
  EXPECT_TRUE(split_authority("[::ffff:1.2.3.4]"));
}

TEST(Authority, TakesTheWholeGrammarOfNames) {
  for (const auto* text : {"a_b", "x--y.", "a~b", "a,b", "a%C3%bc", "xn--bcher-kva.example", "1"}) {
    EXPECT_TRUE(split_authority(text)) << text;
  }
  EXPECT_TRUE(split_authority(std::string(255, 'a')));
  EXPECT_FALSE(split_authority(std::string(256, 'a')));
}

TEST(Authority, RefusesEverythingElse) {
  for (const auto* text : {"",
                           ":",
                           ":80",
                           "a:",
                           "a:b",
                           "a:-1",
                           "a:+1",
                           "a: 1",
                           "a:65536",
                           "a:100000",
                           "a:1:2",
                           "a/b",
                           "a b",
                           "a\\b",
                           "u@a",
                           "a@",
                           "a?b",
                           "a#b",
                           "a%",
                           "a%4",
                           "a%4g",
                           "[",
                           "[]",
                           "[::1",
                           "::1",
                           "[::1]x",
                           "[::1]:",
                           "[1.2.3.4]",
                           "[fe80::1%25eth0]",
                           "[v1.x]",
                           "[g::]",
                           "[::1]]",
                           "a[b]",
                           "\x80",
                           "a\t",
                           "[0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000]"}) {
    EXPECT_FALSE(split_authority(text)) << text;
  }
  EXPECT_FALSE(split_authority(std::string_view("a\0b", 3)));
  EXPECT_FALSE(split_authority(std::string_view("[::1\0]", 6)));
}

}  // namespace
}  // namespace cardea::http
