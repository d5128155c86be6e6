// SPDX-License-Identifier: Apache-2.0
#include "base/uuid.h"

#include <gtest/gtest.h>

#include <set>

namespace cardea {
namespace {

TEST(Uuid, IsRandomVersionFour) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = make_uuid();
    EXPECT_TRUE(is_uuid(id));
    EXPECT_EQ(id[14], '4');
    EXPECT_TRUE(seen.insert(id).second);
  }
}

TEST(Uuid, TellsItsShape) {
  EXPECT_TRUE(is_uuid("4F9E3B1A-0000-1000-8000-00805f9b34fb"));
  for (const char* text :
       {"", "4f9e3b1a00001000800000805f9b34fb", "4f9e3b1a-0000-1000-8000-00805f9b34fg",
        "4f9e3b1a-0000-1000-8000-00805f9b34fb1", "4f9e3b1a_0000-1000-8000-00805f9b34fb"}) {
    EXPECT_FALSE(is_uuid(text)) << text;
  }
}

TEST(Uuid, FillsAlphanumericTexts) {
  for (const std::size_t count : {0U, 1U, 32U, 500U}) {
    const std::string text = random_alphanumeric(count);
    EXPECT_EQ(text.size(), count);
    EXPECT_EQ(
        text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"),
        std::string::npos);
  }
}

}  // namespace
}  // namespace cardea
