// SPDX-License-Identifier: Apache-2.0
#include "crypto/hmac.h"

#include <gtest/gtest.h>
#include <openssl/hmac.h>

#include <string>
#include <utility>

#include "base/uuid.h"

namespace cardea::crypto {
namespace {

constexpr Hash all_hashes[] = {Hash::sha256, Hash::sha384, Hash::sha512};

std::string openssl_hmac(Hash hash, const std::string& key, const std::string& bytes) {
  const EVP_MD* const md = hash == Hash::sha256   ? EVP_sha256()
                           : hash == Hash::sha384 ? EVP_sha384()
                                                  : EVP_sha512();
  std::string out(digest_size(hash), '\0');
  HMAC(md, key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
       reinterpret_cast<unsigned char*>(out.data()), nullptr);
  return out;
}

TEST(Hmac, ComputesTheVectorsOfRfc4231) {
  const HmacKey jefe(Hash::sha256, "Jefe");
  EXPECT_EQ(to_hex(jefe.sign("what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(to_hex(HmacKey(Hash::sha384, "Jefe").sign("what do ya want for nothing?")),
            "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e"
            "8e2240ca5e69e2c78b3239ecfab21649");
  EXPECT_EQ(to_hex(HmacKey(Hash::sha256, std::string(131, '\xaa'))
                       .sign("Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Hmac, AgreesWithOpensslForKeysAndTextsOfEveryLength) {
  for (const Hash hash : all_hashes) {
    for (std::size_t length = 0; length < 300; length += 7) {
      const std::string key = random_bytes(length);
      const std::string bytes = random_bytes(299 - length);
      const HmacKey ready(hash, key);
      EXPECT_EQ(ready.sign(bytes), openssl_hmac(hash, key, bytes)) << length;
      EXPECT_EQ(HmacKey(ready).sign(key), openssl_hmac(hash, key, key)) << length;
    }
  }
}

TEST(Hmac, VerifiesTheWholeCodeAndNothingElse) {
  for (const Hash hash : all_hashes) {
    const HmacKey key(hash, "secret");
    const std::string code = key.sign("text");
    EXPECT_TRUE(key.verify("text", code));
    EXPECT_FALSE(key.verify("Text", code));
    EXPECT_FALSE(HmacKey(hash, "Secret").verify("text", code));
    for (std::size_t i = 0; i < code.size(); ++i) {
      std::string other = code;
      other[i] = static_cast<char>(other[i] ^ 1);
      EXPECT_FALSE(key.verify("text", other));
      EXPECT_FALSE(key.verify("text", code.substr(0, i)));
    }
    EXPECT_FALSE(key.verify("text", code + code));
  }
}

TEST(Hmac, KeepsKeysSmall) {
  EXPECT_LE(sizeof(HmacKey), 72U);
  EXPECT_EQ(HmacKey(Hash::sha256, "k").footprint(), 0U);
  EXPECT_LE(HmacKey(Hash::sha512, "k").footprint(), 136U);
}

TEST(Hmac, CopiesAreKeysOfTheirOwn) {
  for (const Hash hash : all_hashes) {
    HmacKey copy(Hash::sha384, "another");
    {
      const HmacKey original(hash, "secret");
      copy = original;
    }
    EXPECT_EQ(copy.hash(), hash);
    EXPECT_EQ(copy.sign("text"), HmacKey(hash, "secret").sign("text"));
    const HmacKey moved(std::move(copy));
    EXPECT_EQ(moved.sign("text"), HmacKey(hash, "secret").sign("text"));
  }
}

TEST(Hmac, SignsIntoRoomOfTheCaller) {
  for (const Hash hash : {Hash::sha256, Hash::sha384, Hash::sha512}) {
    const HmacKey key(hash, "key");
    HmacKey::Code code;
    EXPECT_EQ(key.sign("bytes", code), key.sign("bytes"));
  }
}

}  // namespace
}  // namespace cardea::crypto
