// SPDX-License-Identifier: Apache-2.0
#include "crypto/sealed.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <set>

#include "base/uuid.h"

namespace cardea::crypto {
namespace {

constexpr WallTime now{std::chrono::seconds(1'700'000'000)};
constexpr SealedPlace place{"jwt_secrets", "secret", "4f9e3b1a-0000-4000-8000-00805f9b34fb"};

class SealedTest : public testing::Test {
 protected:
  SealedTest() : keyring_(make()) {}
  ~SealedTest() override { std::filesystem::remove_all(directory_); }

  Keyring make() {
    std::string name = testing::TempDir() + "sealedXXXXXX";
    directory_ = ::mkdtemp(name.data());
    return *Keyring::make(directory_ + "/keyring", now);
  }

  std::string directory_;
  Keyring keyring_;
};

TEST_F(SealedTest, OpensWhatItSealed) {
  for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 32U, 1000U, 100000U}) {
    const std::string plain = random_bytes(size);
    const std::string sealed = seal(keyring_, plain, place);
    EXPECT_TRUE(is_sealed(sealed));
    EXPECT_EQ(key_id_of(sealed), keyring_.active().id);
    const auto opened = open(keyring_, sealed, place);
    ASSERT_TRUE(opened) << opened.error().detail;
    EXPECT_EQ(opened->reveal(), plain);
  }
}

TEST_F(SealedTest, NeverSealsTheSameWayTwice) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(seen.insert(seal(keyring_, "x", place)).second);
}

TEST_F(SealedTest, NoticesAChangeAtEveryByte) {
  const std::string sealed = seal(keyring_, "top secret", place);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    for (const int bit : {1, 2, 4, 32}) {
      std::string changed = sealed;
      changed[i] = static_cast<char>(changed[i] ^ bit);
      const auto opened = open(keyring_, changed, place);
      ASSERT_FALSE(opened) << changed;
      EXPECT_EQ(opened.error().origin, Origin::store);
    }
    EXPECT_FALSE(open(keyring_, sealed.substr(0, i), place)) << i;
  }
  EXPECT_FALSE(open(keyring_, sealed + "A", place));
  EXPECT_FALSE(open(keyring_, sealed + "AAAA", place));
}

TEST_F(SealedTest, OpensInItsOwnPlaceOnly) {
  const std::string sealed = seal(keyring_, "top secret", place);
  const SealedPlace others[] = {
      {"jwt_secrets", "secret", "4f9e3b1a-0000-4000-8000-00805f9b34fc"},
      {"jwt_secrets", "key", place.row_id},
      {"keyauth_credentials", "secret", place.row_id},
      {"jwt_secretss", "ecret", place.row_id},
      {"", "", ""},
  };
  for (const SealedPlace& other : others) {
    const auto opened = open(keyring_, sealed, other);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, ErrorKind::invalid);
    EXPECT_EQ(opened.error().detail.find("top"), std::string::npos);
  }
}

TEST_F(SealedTest, NamesFileAndKeyWhenTheKeyIsMissing) {
  const std::string sealed = seal(keyring_, "x", place);
  const auto other = Keyring::make(directory_ + "/other", now);
  const auto opened = open(*other, sealed, place);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, ErrorKind::absent);
  EXPECT_NE(opened.error().detail.find(directory_ + "/other"), std::string::npos);
  EXPECT_NE(opened.error().detail.find(keyring_.active().id), std::string::npos);
}

TEST_F(SealedTest, OpensUnderOldKeysAndSealsUnderTheNewest) {
  const std::string sealed = seal(keyring_, "x", place);
  const auto rotated = Keyring::add(keyring_.path(), now);
  EXPECT_EQ(open(*rotated, sealed, place)->reveal(), "x");
  EXPECT_NE(key_id_of(sealed), rotated->active().id);
  EXPECT_EQ(key_id_of(seal(*rotated, "x", place)), rotated->active().id);
}

TEST_F(SealedTest, TellsItsForm) {
  for (const char* text : {"", "secret", "sealed:1:", "sealed:1:0123456789abcdef",
                           "sealed:1:0123456789abcdef:", "sealed:2:0123456789abcdef:AAAA",
                           "sealed:1:0123456789abcdeg:AAAA", "sealed:1:0123456789ABCDEF:AAAA",
                           "sealed:1:0123456789abcde:AAAAA"}) {
    EXPECT_FALSE(is_sealed(text)) << text;
    EXPECT_FALSE(open(keyring_, text, place)) << text;
  }
  EXPECT_TRUE(is_sealed("sealed:1:0123456789abcdef:A"));
  const std::string bare = "sealed:1:" + keyring_.active().id + ":";
  for (std::size_t size = 0; size < 60; ++size) {
    EXPECT_FALSE(open(keyring_, bare + std::string(size, 'A'), place)) << size;
  }
}

}  // namespace
}  // namespace cardea::crypto
