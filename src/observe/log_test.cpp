// SPDX-License-Identifier: Apache-2.0
// The diagnostic log as an operator sees it: a file of lines.
#include "observe/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>
#include <vector>

#include "base/uuid.h"
#include "observe/once_per.h"

namespace cardea::observe {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

class Log : public ::testing::Test {
 protected:
  Log() : file_(testing::TempDir() + "log-" + make_uuid()) {}
  ~Log() override {
    stop_log();
    set_log_level(Severity::notice);
    std::filesystem::remove(file_);
  }

  void start(Severity level, bool json = false) {
    const auto started = start_log({level, json, file_});
    ASSERT_TRUE(started) << started.error().detail;
  }

  // Stops the log, so that everything has arrived, and reads it.
  static std::string read(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }

  std::string file_;
};

TEST_F(Log, WritesTimeLevelPlaceAndText) {
  start(Severity::info);
  warn("peer {} said {}", "10.0.0.1", 7);
  stop_log();
  EXPECT_THAT(read(file_), ContainsRegex("^20..-..-..T..:..:..\\....Z \\[warn\\] "
                                         "observe/log_test.cpp:[0-9]+ peer 10.0.0.1 said 7\n$"));
}

TEST_F(Log, LeavesOutWhatIsBelowItsLevel) {
  start(Severity::warn);
  notice("quiet");
  set_log_level(Severity::debug);
  debug("loud");
  stop_log();
  EXPECT_THAT(read(file_), Not(HasSubstr("quiet")));
  EXPECT_THAT(read(file_), HasSubstr("[debug]"));
}

TEST_F(Log, CannotBeForged) {
  start(Severity::info);
  error("{}", "bad\n2026 [crit] fake \x1b[31m");
  stop_log();
  EXPECT_THAT(read(file_), HasSubstr("bad\\n2026 [crit] fake \\x1b[31m\n"));
}

TEST_F(Log, WritesJsonWhenAsked) {
  start(Severity::info, true);
  crit("a \"quoted\"\nthing");
  stop_log();
  EXPECT_THAT(read(file_), ContainsRegex("^\\{\"time\":\"[^\"]+\",\"level\":\"crit\",\"place\":"
                                         "\"observe/log_test.cpp:[0-9]+\",\"message\":"));
  EXPECT_THAT(read(file_), HasSubstr("\"message\":\"a \\\"quoted\\\"\\nthing\"}\n"));
}

TEST_F(Log, OpensItsFileAnewAfterRotation) {
  start(Severity::info);
  const std::string old = file_ + ".1";
  std::filesystem::rename(file_, old);
  ASSERT_TRUE(reopen_log());
  info("after");
  stop_log();
  EXPECT_THAT(read(file_), HasSubstr("after"));
  std::filesystem::remove(old);
}

TEST_F(Log, TakesLinesFromManyThreads) {
  start(Severity::info);
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([] {
        for (int i = 0; i < 100; ++i) info("line {}", i);
      });
    }
  }
  EXPECT_EQ(log_lines_lost(), 0U);
  stop_log();
  const std::string text = read(file_);
  EXPECT_EQ(std::ranges::count(text, '\n'), 400);
}

TEST_F(Log, SaysWhichFileItCannotOpen) {
  const auto started = start_log({Severity::info, false, "/nonexistent/cardea.log"});
  ASSERT_FALSE(started);
  EXPECT_THAT(started.error().detail, HasSubstr("/nonexistent/cardea.log: No such file"));
}

TEST(Severity, KnowsNginxNames) {
  EXPECT_EQ(severity_named("notice"), Severity::notice);
  EXPECT_EQ(severity_named("emerg"), Severity::crit);
  EXPECT_FALSE(severity_named("warning"));
  EXPECT_FALSE(severity_named("Info"));
  EXPECT_EQ(severity(Error::internal("x")), Severity::error);
  EXPECT_EQ(severity(Error::invalid("x")), Severity::debug);
}

TEST(OncePer, LetsOneAPeriodThroughAndCountsTheRest) {
  OncePer limit(std::chrono::seconds(10));
  const BootTime start{std::chrono::hours(5)};
  EXPECT_EQ(limit.pass(start), 0U);
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(limit.pass(start + std::chrono::seconds(9)));
  EXPECT_EQ(limit.pass(start + std::chrono::seconds(10)), 3U);
  EXPECT_FALSE(limit.pass(start + std::chrono::seconds(19)));
}

TEST(OncePer, LetsOneOfManyThreadsThrough) {
  OncePer limit(std::chrono::seconds(10));
  std::atomic<int> passed{0};
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([&] {
        for (int i = 0; i < 100; ++i) passed += limit.pass({std::chrono::hours(1)}) ? 1 : 0;
      });
    }
  }
  EXPECT_EQ(passed, 1);
}

}  // namespace
}  // namespace cardea::observe
