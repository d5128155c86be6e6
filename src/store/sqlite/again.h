// SPDX-License-Identifier: Apache-2.0
// This test binary run again as a child process that executes one test, which is skipped otherwise
// (`is_child`). For what cannot be done to the process that judges: killing it, giving it another
// file system.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cardea::store::sqlite {

/// The child's directory; nothing in a process that is no child.
inline std::optional<std::string> child_directory() {
  const char* const text = std::getenv("CARDEA_TEST_CHILD_DIRECTORY");
  return text == nullptr ? std::nullopt : std::optional<std::string>(text);
}

/// Where a child writes lines for its parent.
inline constexpr int child_report = 3;

class Again {
 public:
  /// Starts it. `before` is a command that executes what follows it.
  Again(const std::string& test, const std::string& directory,
        std::vector<std::string> before = {}) {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    read_ = ends[0];
    std::vector<std::string> words = std::move(before);
    words.insert(words.end(), {"/usr/bin/env", "CARDEA_TEST_CHILD_DIRECTORY=" + directory, self(),
                               "--gtest_brief=1", "--gtest_filter=" + test});
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], child_report);
    EXPECT_EQ(::posix_spawn(&pid_, arguments.front(), &actions, nullptr, arguments.data(), environ),
              0);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
  }
  Again(const Again&) = delete;
  Again& operator=(const Again&) = delete;
  ~Again() {
    kill();
    wait();
    ::close(read_);
  }

  /// The next line of the report; nothing at its end.
  std::optional<std::string> read_line() {
    for (;;) {
      const auto end = unread_.find('\n');
      if (end != std::string::npos) {
        std::string line = unread_.substr(0, end);
        unread_.erase(0, end + 1);
        return line;
      }
      std::array<char, 4096> bytes{};
      const ssize_t got = ::read(read_, bytes.data(), bytes.size());
      if (got <= 0) return std::nullopt;
      unread_.append(bytes.data(), static_cast<std::size_t>(got));
    }
  }

  void kill() {
    if (pid_ > 0) ::kill(pid_, SIGKILL);
  }

  /// Its exit status, -1 when it was killed.
  int wait() {
    if (pid_ <= 0) return -1;
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  static std::string self() {
    std::array<char, 4096> path{};
    const ssize_t length = ::readlink("/proc/self/exe", path.data(), path.size() - 1);
    EXPECT_GT(length, 0);
    return std::string(path.data(), static_cast<std::size_t>(length));
  }

  pid_t pid_ = -1;
  int read_ = -1;
  std::string unread_;
};

}  // namespace cardea::store::sqlite
