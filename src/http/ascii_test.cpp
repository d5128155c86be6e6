// SPDX-License-Identifier: Apache-2.0
#include "http/ascii.h"

#include <gtest/gtest.h>

#include <string>

namespace cardea::http {
namespace {

TEST(IsFieldText, JudgesEveryByteInEveryPlace) {
  for (std::size_t size = 1; size < 20; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string text(size, 'a');
        text[at] = static_cast<char>(byte);
        const bool allowed = byte == '\t' || (byte >= 0x20 && byte != 0x7f);
        ASSERT_EQ(is_field_text(text), allowed) << byte << " at " << at << " of " << size;
      }
    }
  }
}

TEST(IsFieldText, IsNotMisledByNeighbours) {
  EXPECT_TRUE(is_field_text(""));
  EXPECT_TRUE(is_field_text("\t\t\t\t\t\t\t\t\t"));
  EXPECT_FALSE(is_field_text("\t\t\t\n\t\t\t\t\t"));
  EXPECT_TRUE(is_field_text("\x80\xff\x20\x21\x7e\xa0\x9f\x80"));
  EXPECT_FALSE(is_field_text("\x80\xff\x20\x21\x7f\xa0\x9f\x80"));
}

}  // namespace
}  // namespace cardea::http
