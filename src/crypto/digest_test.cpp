// SPDX-License-Identifier: Apache-2.0
#include "crypto/digest.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "crypto/keyed_hash.h"

namespace cardea::crypto {
namespace {

TEST(Digest, ComputesTheVectorsOfFips180) {
  EXPECT_EQ(hex_digest(Hash::sha256, "abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex_digest(Hash::sha256, ""),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex_digest(Hash::sha384, "abc"),
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
            "8086072ba1e7cc2358baeca134c825a7");
  EXPECT_EQ(hex_digest(Hash::sha512, "abc").substr(0, 32), "ddaf35a193617abacc417349ae204131");
  for (const Hash hash : {Hash::sha256, Hash::sha384, Hash::sha512}) {
    EXPECT_EQ(digest(hash, "x").size(), digest_size(hash));
  }
}

// Known answers for the key 00 01 .. 0f and the texts 00 01 .. n-1.
TEST(KeyedHash, IsSipHash13) {
  const KeyedHash hash(0x0706050403020100U, 0x0f0e0d0c0b0a0908U);
  std::string text;
  const std::uint64_t expected[] = {0xabac0158050fc4dcU, 0xc9f49bf37d57ca93U, 0x82cb9b024dc7d44dU,
                                    0x8bf80ab8e7ddf7fbU, 0xcf75576088d38328U, 0xdef9d52f49533b67U,
                                    0xc50d2b50c59f22a7U, 0xd3927d989bb11140U};
  for (std::size_t i = 0; i < std::size(expected); ++i) {
    EXPECT_EQ(hash(text), expected[i]) << i;
    text += static_cast<char>(i);
  }
}

TEST(KeyedHash, DiffersByKeyTextAndLength) {
  const KeyedHash one;
  const KeyedHash other;
  EXPECT_NE(one("token"), other("token"));
  std::set<std::uint64_t> seen;
  std::string zeros;
  for (int i = 0; i < 100; ++i, zeros += '\0') EXPECT_TRUE(seen.insert(one(zeros)).second);
}

}  // namespace
}  // namespace cardea::crypto
