// SPDX-License-Identifier: Apache-2.0
#include "base/base64url.h"

#include <gtest/gtest.h>

namespace cardea {
namespace {

TEST(Base64url, CodesTheVectorsOfRfc4648) {
  const std::pair<std::string, std::string> vectors[] = {
      {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},         {"foo", "Zm9v"},
      {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : vectors) {
    EXPECT_EQ(encode_base64url(bytes), text);
    EXPECT_EQ(decode_base64url(text), bytes);
  }
  EXPECT_EQ(encode_base64("fo"), "Zm8=");
  EXPECT_EQ(decode_base64("Zm8="), "fo");
  EXPECT_EQ(encode_base64url("\xfb\xff"), "-_8");
  EXPECT_EQ(encode_base64("\xfb\xff"), "+/8=");
}

TEST(Base64url, RefusesEverythingThatIsNotCanonical) {
  for (const char* text : {"Z", "Zm9vY", "Zm8=", "Zh", "Zm9", "Zm 8", "Zm9v\n", "+_8",
                           "Zg==", "Zm9vYm=", "\xc3\xa9==", "Zm9v="}) {
    EXPECT_FALSE(decode_base64url(text)) << text;
  }
  for (const char* text : {"Zm8", "-_8=", "Zh==", "Zm9=", "====",
                           "Zg=="
                           "Zg=="}) {
    EXPECT_FALSE(decode_base64(text)) << text;
  }
}

TEST(Base64url, RoundTripsEveryByte) {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  for (std::size_t cut = 0; cut <= all.size(); ++cut) {
    const std::string part = all.substr(cut);
    EXPECT_EQ(decode_base64url(encode_base64url(part)), part);
    EXPECT_EQ(decode_base64(encode_base64(part)), part);
    EXPECT_EQ(decode_base64(encode_base64(part, false), false), part);
  }
}

}  // namespace
}  // namespace cardea
