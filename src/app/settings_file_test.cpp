// SPDX-License-Identifier: Apache-2.0
// Kong's notation of settings.
#include "app/settings_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/uuid.h"

namespace cardea::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string value_of(std::string_view text) {
  const auto parsed = parse_settings(text);
  EXPECT_EQ(parsed.lines.size(), 1U) << text;
  EXPECT_TRUE(parsed.problems.empty()) << text;
  return parsed.lines.empty() ? "" : parsed.lines[0].value;
}

TEST(SettingsFile, ReadsLinesWithTheirNumbers) {
  const auto parsed = parse_settings("# a comment\n\n  log_level = debug\r\nworkers=2   # two\n");
  ASSERT_EQ(parsed.lines.size(), 2U);
  EXPECT_EQ(parsed.lines[0].number, 3U);
  EXPECT_EQ(parsed.lines[0].name, "log_level");
  EXPECT_EQ(parsed.lines[0].value, "debug");
  EXPECT_EQ(parsed.lines[1].number, 4U);
  EXPECT_EQ(parsed.lines[1].value, "2");
}

TEST(SettingsFile, KnowsCommentsAndQuotes) {
  EXPECT_EQ(value_of("a = b#c"), "b");
  EXPECT_EQ(value_of("a = b\\#c # d"), "b#c");
  EXPECT_EQ(value_of("a = \"b # c\" # d"), "b # c");
  EXPECT_EQ(value_of("a = 'b'"), "b");
  EXPECT_EQ(value_of("a = it's # so"), "it's");
  EXPECT_EQ(value_of("a = b = c"), "b = c");
  EXPECT_EQ(value_of("a ="), "");
}

TEST(SettingsFile, ContinuesLines) {
  const auto parsed = parse_settings("a = b, \\\n  c\nd = e");
  ASSERT_EQ(parsed.lines.size(), 2U);
  EXPECT_EQ(parsed.lines[0].value, "b,   c");
  EXPECT_EQ(parsed.lines[1].number, 3U);
}

TEST(SettingsFile, NamesLinesThatAreNone) {
  const auto parsed = parse_settings("ok = 1\nsecret without equals\nBad-Name = 1\n= 1\n");
  EXPECT_EQ(parsed.lines.size(), 1U);
  EXPECT_THAT(parsed.problems,
              ElementsAre(HasSubstr("2: not `name"), HasSubstr("3: not"), HasSubstr("4: not")));
  EXPECT_THAT(parsed.problems[0], ::testing::Not(HasSubstr("secret")));
}

TEST(SettingsFile, SaysWhatItCannotRead) {
  const auto absent = read_settings_file("/nonexistent/cardea.conf");
  ASSERT_FALSE(absent);
  EXPECT_THAT(absent.error().detail, HasSubstr("/nonexistent/cardea.conf: No such file"));
  EXPECT_FALSE(read_settings_file("/tmp"));
}

TEST(SettingsFile, ReadsAnEmptyFileAndRefusesAHugeOne) {
  const std::string path = testing::TempDir() + "settings-" + make_uuid();
  std::ofstream(path) << "";
  const auto empty = read_settings_file(path);
  ASSERT_TRUE(empty) << empty.error().detail;
  EXPECT_TRUE(empty->lines.empty());
  std::ofstream(path) << std::string((1U << 20U) + 1, '#');
  EXPECT_FALSE(read_settings_file(path));
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace cardea::app
