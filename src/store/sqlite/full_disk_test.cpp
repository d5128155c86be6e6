// SPDX-License-Identifier: Apache-2.0
// The disk is full, or the file may not grow: writes are refused with a clear error and change
// nothing, questions are answered, and writing goes on by itself when there is room again.
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "store/sqlite/again.h"
#include "store/sqlite/sqlite_fixture.h"

namespace cardea::store::sqlite {
namespace {

using namespace conformance;

class SqliteFullDisk : public SqliteFixture {
 protected:
  static Row make_big_service(int number) {
    return make_row(services(), {{"name", json::Value(std::to_string(number))},
                                 {"host", json::Value(std::string(20'000, 'x'))}});
  }

  /// Writes until it is refused for want of space; how many were written.
  static int fill(OpenStore& store) {
    for (int number = 0; number < 1000; ++number) {
      const auto outcome = store.try_commit(
          {.changes = {insert(services(), make_big_service(number)),
                       insert(consumers(), make_consumer(std::to_string(number)))}});
      if (outcome) continue;
      EXPECT_EQ(outcome.error().kind, ErrorKind::unavailable);
      EXPECT_TRUE(outcome.error().retry);
      EXPECT_NE(outcome.error().detail.find("cannot grow"), std::string::npos)
          << outcome.error().detail;
      return number;
    }
    ADD_FAILURE() << "there was always room";
    return 0;
  }

  static void expect_rows(OpenStore& store, int count) {
    const auto expected = static_cast<std::size_t>(count);
    EXPECT_EQ(store.list({.entity = &services(), .size = 1000}).rows.size(), expected);
    EXPECT_EQ(store.list({.entity = &consumers(), .size = 1000}).rows.size(), expected);
  }
};

TEST_F(SqliteFullDisk, ChildFillsATinyFileSystem) {
  const auto directory = child_directory();
  if (!directory) GTEST_SKIP() << "only as a child of RefusesAndGoesOn";
  const std::string filler = *directory + "/filler";
  std::ofstream(filler) << std::string(400'000, 'x');
  auto store = open(*directory);
  const int written = fill(store);
  EXPECT_GT(written, 0);
  EXPECT_FALSE(store.get().health().reachable);
  EXPECT_NE(store.get().health().problem.find("disk is full"), std::string::npos);
  expect_rows(store, written);

  std::filesystem::remove(filler);
  EXPECT_TRUE(comes_true([&] { return store.get().health().reachable; }));
  store.commit(
      {insert(services(), make_big_service(5000)), insert(consumers(), make_consumer("after"))});
  expect_rows(store, written + 1);
  store.close();
  auto again = open(*directory);
  expect_rows(again, written + 1);
}

TEST_F(SqliteFullDisk, RefusesAndGoesOn) {
  if (std::system("unshare --mount true 2>/dev/null") != 0) {
    GTEST_SKIP() << "no right to mount a file system of its own";
  }
  const std::string mount =
      "mount -t tmpfs -o size=1m none '" + directory_.path() + "' && exec \"$@\"";
  Again child("SqliteFullDisk.ChildFillsATinyFileSystem", directory_.path(),
              {"/usr/bin/unshare", "--mount", "/bin/sh", "-c", mount, "sh"});
  EXPECT_EQ(child.wait(), 0);
}

// The limit holds for the whole process, so nothing else may write while it is low.
TEST_F(SqliteFullDisk, RefusesBeyondALimitOfTheFileSize) {
  auto store = open();
  ::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit low{.rlim_cur = 600'000, .rlim_max = before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &low), 0);
  const int written = fill(store);
  const Health health = store.get().health();
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  EXPECT_GT(written, 0);
  EXPECT_FALSE(health.reachable);
  expect_rows(store, written);
  store.commit(
      {insert(services(), make_big_service(5000)), insert(consumers(), make_consumer("after"))});
  EXPECT_TRUE(store.get().health().reachable);
  expect_rows(store, written + 1);
}

}  // namespace
}  // namespace cardea::store::sqlite
