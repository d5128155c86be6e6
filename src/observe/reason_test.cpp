// SPDX-License-Identifier: Apache-2.0
#include "observe/reason.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

namespace cardea::observe {
namespace {

// Found from the test's own place, build/<preset>, whatever directory it is started in.
std::filesystem::path page_in_docs() {
  auto above = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  while (above.has_relative_path() && !std::filesystem::exists(above / "docs")) {
    above = above.parent_path();
  }
  return above / "docs/reference/reasons.md";
}

bool is_code(std::string_view text) {
  const std::size_t dot = text.find('.');
  if (dot == 0 || dot == std::string_view::npos || dot + 1 == text.size()) return false;
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789_";
  const auto plain = [&](std::string_view part) {
    return part.find_first_not_of(letters) == std::string_view::npos;
  };
  return plain(text.substr(0, dot)) && plain(text.substr(dot + 1));
}

TEST(Reasons, HaveCodesOfTheirOwn) {
  std::set<std::string_view> seen;
  for (const Reason& one : reasons()) {
    EXPECT_TRUE(is_code(one.code)) << one.code;
    EXPECT_TRUE(seen.insert(one.code).second) << one.code << " is there twice";
  }
}

TEST(Reasons, SpeakInSentences) {
  for (const Reason& one : reasons()) {
    for (const std::string_view text : {one.meaning, one.cause, one.fix}) {
      ASSERT_GT(text.size(), 8U) << one.code;
      EXPECT_EQ(text.back(), '.') << one.code << ": " << text;
      EXPECT_EQ(text.find('\n'), std::string_view::npos) << one.code;
    }
  }
}

TEST(Reasons, StandTogetherByWhoSpeaks) {
  std::set<std::string_view> seen;
  std::string_view last;
  for (const Reason& one : reasons()) {
    const std::string_view speaks = one.code.substr(0, one.code.find('.'));
    if (speaks != last) EXPECT_TRUE(seen.insert(speaks).second) << one.code << " stands apart";
    last = speaks;
  }
}

TEST(Reasons, AreFoundByTheirCode) {
  const Reason* const found = find_reason("jwt.expired");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->code, "jwt.expired");
  EXPECT_EQ(name(found->fixer), "client developer");
  EXPECT_EQ(find_reason("jwt.expire"), nullptr);
  EXPECT_EQ(find_reason(""), nullptr);
}

// To accept a change: CARDEA_WRITE_GOLDEN=1.
TEST(Reasons, AreThePageInDocs) {
  const auto path = page_in_docs();
  if (std::getenv("CARDEA_WRITE_GOLDEN") != nullptr) std::ofstream(path) << reasons_page();
  std::ostringstream kept;
  kept << std::ifstream(path).rdbuf();
  EXPECT_EQ(kept.str(), reasons_page()) << path;
}

}  // namespace
}  // namespace cardea::observe
