// SPDX-License-Identifier: Apache-2.0
#include "crypto/argon2.h"

#include <gtest/gtest.h>

#include "base/base64url.h"

namespace cardea::crypto {
namespace {

constexpr Argon2Cost cheap{.memory = 64, .passes = 1, .lanes = 1};

std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

// The tests of the reference implementation (test.c), version 0x13, all with the salt `somesalt`.
TEST(Argon2, AgreesWithTheReferenceImplementation) {
  const struct {
    Argon2Cost cost;
    std::string_view password, tag;
  } vectors[] = {
      {{65536, 2, 1},
       "password",
       "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"},
      {{256, 2, 1}, "password", "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe"},
      {{256, 2, 2}, "password", "6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037"},
  };
  for (const auto& [cost, password, tag] : vectors) {
    const Argon2Hash hash{cost, "somesalt", from_hex(tag)};
    const auto read = Argon2Hash::read(hash.text());
    ASSERT_TRUE(read) << hash.text();
    EXPECT_EQ(read->cost, cost);
    EXPECT_EQ(matches(*read, password), true) << hash.text();
    EXPECT_EQ(matches(*read, "passwore"), false);
  }
}

TEST(Argon2, SaltsEachHash) {
  const auto one = hash_with_argon2("secret", cheap);
  const auto other = hash_with_argon2("secret", cheap);
  ASSERT_TRUE(one && other);
  EXPECT_NE(one->text(), other->text());
  EXPECT_EQ(one->salt.size(), 16U);
  EXPECT_EQ(one->tag.size(), 32U);
  EXPECT_EQ(matches(*one, "secret"), true);
  EXPECT_EQ(matches(*one, "secret "), false);
  EXPECT_EQ(matches(*one, ""), false);
}

TEST(Argon2, HashesAnyBytes) {
  const std::string odd("\0\xff:\n", 4);
  const auto hash = hash_with_argon2(odd, cheap);
  ASSERT_TRUE(hash);
  EXPECT_EQ(matches(*hash, odd), true);
  EXPECT_EQ(matches(*hash, odd.substr(0, 3)), false);
  EXPECT_TRUE(hash_with_argon2("", cheap));
}

TEST(Argon2, RefusesTextsOfAnotherForm) {
  const std::string good = "$argon2id$v=19$m=64,t=1,p=1$c29tc2FsdHNvbWU$" + std::string(22, 'A');
  EXPECT_TRUE(Argon2Hash::read(good));
  for (const std::string_view text : {
           "",
           "$argon2i$v=19$m=64,t=1,p=1$c29tc2FsdHNvbWU$AAAAAAAAAAAAAAAAAAAAAA",
           "$argon2id$v=16$m=64,t=1,p=1$c29tc2FsdHNvbWU$AAAAAAAAAAAAAAAAAAAAAA",
           "$argon2id$v=19$m=064,t=1,p=1$c29tc2FsdHNvbWU$AAAAAAAAAAAAAAAAAAAAAA",
           "$argon2id$v=19$m=64,t=0,p=1$c29tc2FsdHNvbWU$AAAAAAAAAAAAAAAAAAAAAA",
           "$argon2id$v=19$m=64,t=1$c29tc2FsdHNvbWU$AAAAAAAAAAAAAAAAAAAAAA",
           "$argon2id$v=19$m=,t=1,p=1$c29tc2FsdHNvbWU$AAAAAAAAAAAAAAAAAAAAAA",
           "$argon2id$v=19$m=99999999999,t=1,p=1$c29tc2FsdHNvbWU$AAAAAAAAAAAAAAAAAAAAAA",
           "$argon2id$v=19$m=64,t=1,p=1$c29tc2FsdHNvbWU",
           "$argon2id$v=19$m=64,t=1,p=1$c29t$AAAAAAAAAAAAAAAAAAAAAA",
           "$argon2id$v=19$m=64,t=1,p=1$c29tc2FsdHNvbWU$AAAA",
           "$argon2id$v=19$m=64,t=1,p=1$c29tc2FsdHNvbWU=$AAAAAAAAAAAAAAAAAAAAAA",
           "$argon2id$v=19$m=64,t=1,p=1$c29tc2FsdHNvbWU$AAAAAAAAAAAAAAAAAAAAAB",
           "$argon2id$v=19$m=64,t=1,p=1$c29tc2FsdHNvbWU$AAAAAAAAAAAAAAAAAAAAAA$",
           "$argon2id$v=19$m=64",
       }) {
    EXPECT_FALSE(Argon2Hash::read(text)) << text;
  }
}

TEST(Argon2, RefusesCostsThatStrangersCouldRaise) {
  for (const std::string_view cost :
       {"m=65537,t=1,p=1", "m=64,t=11,p=1", "m=640,t=1,p=5", "m=15,t=1,p=2"}) {
    const std::string text =
        "$argon2id$v=19$" + std::string(cost) + "$c29tc2FsdHNvbWU$" + std::string(22, 'A');
    EXPECT_FALSE(Argon2Hash::read(text)) << text;
  }
}

}  // namespace
}  // namespace cardea::crypto
