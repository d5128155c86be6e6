// SPDX-License-Identifier: Apache-2.0
#include "base/arena.h"

#include <gtest/gtest.h>

#include <string>

namespace cardea {
namespace {

TEST(Arena, KeepsWhatItHandedOut) {
  Arena arena;
  std::vector<std::pair<std::string, std::string_view>> taken;
  for (std::size_t i = 0; i < 2000; ++i) {
    const std::string text(i * 7 % 300, static_cast<char>('a' + i % 26));
    taken.emplace_back(text, arena.copy(text));
  }
  const std::string large(100'000, 'z');
  taken.emplace_back(large, arena.copy(large));
  for (const auto& [text, view] : taken) EXPECT_EQ(text, view);
  arena.reset();
  EXPECT_EQ(arena.used(), 0U);
  EXPECT_EQ(arena.copy("again"), "again");
}

TEST(Arena, JoinsParts) {
  Arena arena;
  EXPECT_EQ(arena.join({}), "");
  EXPECT_EQ(arena.join({"a", "", "bc"}), "abc");
}

TEST(Arena, ReusesItsBlocks) {
  Arena arena;
  const char* const first = arena.take(100);
  arena.reset();
  EXPECT_EQ(arena.take(100), first);
}

}  // namespace
}  // namespace cardea
