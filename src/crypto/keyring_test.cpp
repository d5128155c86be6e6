// SPDX-License-Identifier: Apache-2.0
#include "crypto/keyring.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>
#include <vector>

namespace cardea::crypto {
namespace {

constexpr WallTime now{std::chrono::seconds(1'700'000'000)};

class KeyringTest : public testing::Test {
 protected:
  KeyringTest() {
    std::string name = testing::TempDir() + "keyringXXXXXX";
    directory_ = ::mkdtemp(name.data());
    path_ = directory_ + "/keyring";
  }
  ~KeyringTest() override { std::filesystem::remove_all(directory_); }

  [[nodiscard]] std::string text() const {
    std::ifstream in(path_);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void put(const std::string& text) const {
    std::ofstream(path_) << text;
    ::chmod(path_.c_str(), 0600);
  }
  [[nodiscard]] std::size_t files() const {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(directory_), {}));
  }

  std::string directory_;
  std::string path_;
};

TEST_F(KeyringTest, IsMadeOnceAndReadBack) {
  const auto made = Keyring::make(path_, now);
  ASSERT_TRUE(made) << made.error().detail;
  EXPECT_EQ(made->active().created, "2023-11-14T22:13:20Z");
  EXPECT_EQ(made->active().bytes.reveal().size(), 32U);
  struct stat facts{};
  ::stat(path_.c_str(), &facts);
  EXPECT_EQ(facts.st_mode & 07777U, 0600U);
  EXPECT_EQ(files(), 1U);

  const auto read = Keyring::read(path_);
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(read->active().id, made->active().id);
  EXPECT_TRUE(read->active().bytes.equals(made->active().bytes.reveal()));

  const std::string before = text();
  EXPECT_EQ(Keyring::make(path_, now).error().kind, ErrorKind::conflict);
  EXPECT_EQ(Keyring::read_or_make(path_, now)->active().id, made->active().id);
  EXPECT_EQ(text(), before);
  EXPECT_EQ(files(), 1U);
}

TEST_F(KeyringTest, HasItsModeUnderAnyUmask) {
  const mode_t before = ::umask(0777);
  const auto made = Keyring::make(path_, now);
  ::umask(before);
  ASSERT_TRUE(made) << made.error().detail;
  EXPECT_TRUE(Keyring::read(path_));
}

TEST_F(KeyringTest, IsAbsentWhereThereIsNone) {
  EXPECT_EQ(Keyring::read(path_).error().kind, ErrorKind::absent);
  EXPECT_TRUE(Keyring::read_or_make(path_, now));
  EXPECT_FALSE(Keyring::read_or_make(directory_ + "/no/such/place", now));
}

TEST_F(KeyringTest, RotatesAndKeepsOldKeysUntilTheyAreDropped) {
  const std::string first = Keyring::make(path_, now)->active().id;
  const auto rotated = Keyring::add(path_, now);
  ASSERT_TRUE(rotated) << rotated.error().detail;
  const std::string second = rotated->active().id;
  EXPECT_NE(first, second);
  ASSERT_TRUE(Keyring::read(path_)->find(first));
  EXPECT_EQ(Keyring::read(path_)->keys().size(), 2U);
  EXPECT_EQ(Keyring::drop(path_, second).error().kind, ErrorKind::conflict);
  EXPECT_EQ(Keyring::drop(path_, "0123456789abcdef").error().kind, ErrorKind::absent);
  ASSERT_TRUE(Keyring::drop(path_, first));
  EXPECT_EQ(Keyring::read(path_)->find(first), nullptr);
  EXPECT_EQ(Keyring::read(path_)->active().id, second);
  EXPECT_EQ(files(), 1U);
}

TEST_F(KeyringTest, LosesNoKeyWhenSeveralRotateAtOnce) {
  ASSERT_TRUE(Keyring::make(path_, now));
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (int round = 0; round < 5; ++round) EXPECT_TRUE(Keyring::add(path_, now));
      });
    }
  }
  EXPECT_EQ(Keyring::read(path_)->keys().size(), 21U);
}

TEST_F(KeyringTest, RefusesAFileThatOthersCouldReachAndSaysWhatToDo) {
  ASSERT_TRUE(Keyring::make(path_, now));
  for (const mode_t mode : {0640U, 0604U, 0620U, 0602U, 0700U, 0666U}) {
    ::chmod(path_.c_str(), mode);
    const auto read = Keyring::read(path_);
    ASSERT_FALSE(read) << std::oct << mode;
    EXPECT_NE(read.error().detail.find("chmod 600 " + path_), std::string::npos);
    EXPECT_FALSE(Keyring::read_or_make(path_, now));
    EXPECT_FALSE(Keyring::add(path_, now));
  }
  ::chmod(path_.c_str(), 0400);
  EXPECT_TRUE(Keyring::read(path_));
}

TEST_F(KeyringTest, RefusesWhatIsNoRegularFile) {
  std::filesystem::create_directory(path_);
  EXPECT_FALSE(Keyring::read(path_));
  std::filesystem::remove(path_);
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  EXPECT_FALSE(Keyring::read(path_));
  std::filesystem::remove(path_);
  ASSERT_TRUE(Keyring::make(directory_ + "/other", now));
  std::filesystem::create_symlink(directory_ + "/other", path_);
  EXPECT_FALSE(Keyring::read(path_));
}

TEST_F(KeyringTest, NoticesEveryKindOfDamage) {
  ASSERT_TRUE(Keyring::make(path_, now));
  const std::string good = text();
  const std::size_t line = good.rfind('\n', good.size() - 2) + 1;
  const std::string key_line = good.substr(line);
  const std::pair<std::string, const char*> cases[] = {
      {"", "no active key"},
      {"# only a comment\n", "no active key"},
      {good + key_line, "occurs twice"},
      {good + "abc\n", "four words"},
      {good.substr(0, good.size() - 4) + "\n", "not 32 bytes"},
      {good.substr(0, line), "no active key"},
      {std::string(70000, '#'), "more than"},
  };
  for (const auto& [damaged, reason] : cases) {
    put(damaged);
    const auto read = Keyring::read(path_);
    ASSERT_FALSE(read) << damaged;
    EXPECT_NE(read.error().detail.find(reason), std::string::npos) << read.error().detail;
  }
  put(key_line);
  EXPECT_TRUE(Keyring::read(path_)) << "comments are not needed";
}

TEST_F(KeyringTest, NoticesAnyChangedCharacterOfKeyOrIdAndQuotesNothing) {
  ASSERT_TRUE(Keyring::make(path_, now));
  const std::string good = text();
  const std::string key = good.substr(good.size() - 44, 43);
  const std::size_t id = good.rfind('\n', good.size() - 2) + 1;
  for (std::size_t i = 0; i < 43 + 16; ++i) {
    std::string damaged = good;
    char& c = damaged[i < 43 ? good.size() - 44 + i : id + i - 43];
    c = c == 'a' ? 'b' : 'a';
    put(damaged);
    const auto read = Keyring::read(path_);
    ASSERT_FALSE(read) << i;
    EXPECT_EQ(read.error().detail.find(key.substr(20, 10)), std::string::npos);
  }
}

}  // namespace
}  // namespace cardea::crypto
