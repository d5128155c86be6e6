// SPDX-License-Identifier: Apache-2.0
// Access lines arrive whole and in order, or are counted as dropped; a core never waits for a
// reader.
#include "observe/access_log.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "base/uuid.h"

namespace cardea::observe {
namespace {

using ::testing::HasSubstr;

constexpr Duration patience = std::chrono::seconds(20);

std::vector<std::string> read_lines(const std::string& path) {
  std::vector<std::string> lines;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

void commit_numbered(AccessLane& lane, int core, int number, std::string_view padding) {
  JsonLine line = lane.begin();
  line.number("core", core).number("n", number).text("pad", padding);
  lane.commit(line);
}

class AccessLogFile : public ::testing::Test {
 protected:
  AccessLogFile() : file_(testing::TempDir() + "access-" + make_uuid()) {}
  ~AccessLogFile() override { std::filesystem::remove(file_); }

  std::unique_ptr<AccessLog> start(unsigned cores, std::size_t ring) const {
    auto log = AccessLog::start({file_}, cores, ring);
    EXPECT_TRUE(log) << log.error().detail;
    return std::move(*log);
  }

  std::string file_;
};

TEST_F(AccessLogFile, KeepsEachCoresLinesWholeAndInOrder) {
  constexpr int count = 3000;
  {
    const auto log = start(2, 1 << 16);
    std::vector<std::jthread> cores;
    for (int core = 0; core < 2; ++core) {
      cores.emplace_back([&log, core] {
        auto& lane = log->lane(static_cast<unsigned>(core));
        for (int i = 0; i < count; ++i) {
          commit_numbered(lane, core, i, std::string(static_cast<std::size_t>(i % 97), 'p'));
          if (i % 300 == 299) EXPECT_TRUE(log->flush(patience));  // the ring holds less than all
        }
      });
    }
    cores.clear();
    EXPECT_TRUE(log->flush(patience));
    EXPECT_EQ(log->lines_written(), 2U * count);
    EXPECT_EQ(log->lines_dropped(), 0U);
  }
  std::array<int, 2> next{};
  for (const auto& line : read_lines(file_)) {
    const auto core = static_cast<std::size_t>(line.at(8) - '0');
    ASSERT_TRUE(line.starts_with(fmt::format("{{\"core\":{},\"n\":{},", core, next.at(core))));
    ASSERT_TRUE(line.ends_with("\"}"));
    ++next.at(core);
  }
  EXPECT_EQ(next, (std::array<int, 2>{count, count}));
}

TEST_F(AccessLogFile, WritesWhatWaitsWhenItIsDestroyed) {
  {
    const auto log = start(1, 1 << 16);
    commit_numbered(log->lane(0), 0, 1, "x");
  }
  EXPECT_EQ(read_lines(file_).size(), 1U);
}

TEST_F(AccessLogFile, FollowsRotation) {
  const auto log = start(1, 1 << 16);
  commit_numbered(log->lane(0), 0, 1, "before");
  ASSERT_TRUE(log->flush(patience));
  const std::string old = file_ + ".1";
  std::filesystem::rename(file_, old);
  log->reopen();
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!std::filesystem::exists(file_) && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::yield();
  }
  commit_numbered(log->lane(0), 0, 2, "after");
  ASSERT_TRUE(log->flush(patience));
  EXPECT_THAT(read_lines(old), ::testing::ElementsAre(HasSubstr("before")));
  EXPECT_THAT(read_lines(file_), ::testing::ElementsAre(HasSubstr("after")));
  std::filesystem::remove(old);
}

TEST(AccessLog, IsHarmlessWhenOff) {
  const auto log = AccessLog::start({"off"}, 1);
  ASSERT_TRUE(log);
  EXPECT_FALSE((*log)->lane(0).is_on());
  commit_numbered((*log)->lane(0), 0, 1, "x");
  EXPECT_TRUE((*log)->flush(patience));
  EXPECT_EQ((*log)->lines_written(), 0U);
}

TEST(AccessLog, SaysWhichFileItCannotOpen) {
  const auto log = AccessLog::start({"/nonexistent/access.log"}, 1);
  ASSERT_FALSE(log);
  EXPECT_THAT(log.error().detail, HasSubstr("/nonexistent/access.log"));
}

// A pipe that nobody reads until the end.
class AccessLogPipe : public ::testing::Test {
 protected:
  AccessLogPipe() {
    if (::pipe2(ends_.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe");
  }
  ~AccessLogPipe() override {
    ::close(ends_[0]);
    close_writer();
  }

  void close_writer() {
    if (ends_[1] >= 0) ::close(ends_[1]);
    ends_[1] = -1;
  }

  std::string read_all() {
    close_writer();
    std::string all;
    std::array<char, 65536> part{};
    for (ssize_t count = 1; count > 0;) {
      count = ::read(ends_[0], part.data(), part.size());
      if (count > 0) all.append(part.data(), static_cast<std::size_t>(count));
    }
    return all;
  }

  std::array<int, 2> ends_{};
};

TEST_F(AccessLogPipe, DropsWholeLinesWhenTheReaderStops) {
  constexpr int count = 5000;
  const std::string padding(200, 'p');
  auto log = AccessLog::start({fmt::format("/dev/fd/{}", ends_[1])}, 1, 1 << 15);
  ASSERT_TRUE(log) << log.error().detail;
  for (int i = 0; i < count; ++i) commit_numbered((*log)->lane(0), 0, i, padding);
  const auto dropped = (*log)->lines_dropped();
  EXPECT_GT(dropped, count / 2);  // a pipe holds 64 KiB, the ring 32 KiB, the lines are 1.1 MiB

  std::jthread reader;
  std::string text;
  reader = std::jthread([&] { text = read_all(); });
  EXPECT_TRUE((*log)->flush(patience));
  (*log).reset();  // closes the last writing end
  reader.join();
  EXPECT_EQ(static_cast<std::uint64_t>(std::ranges::count(text, '\n')), count - dropped);
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
    ASSERT_EQ(text.compare(at, 10, "{\"core\":0,"), 0) << text.substr(at, 50);
  }
}

TEST_F(AccessLogPipe, GoesOnWhenTheReaderIsGone) {
  auto log = AccessLog::start({fmt::format("/dev/fd/{}", ends_[1])}, 1, 1 << 15);
  ASSERT_TRUE(log) << log.error().detail;
  close_writer();
  ::close(ends_[0]);
  ends_[0] = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  commit_numbered((*log)->lane(0), 0, 1, "x");
  EXPECT_TRUE((*log)->flush(patience));
  EXPECT_EQ((*log)->lines_written(), 0U);
  EXPECT_EQ((*log)->lines_dropped(), 1U);
}

}  // namespace
}  // namespace cardea::observe
