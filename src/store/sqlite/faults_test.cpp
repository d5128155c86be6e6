// SPDX-License-Identifier: Apache-2.0
// Files that are not as they should be: each is refused with a sentence, and none is harmed.
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "store/sqlite/sqlite_fixture.h"

namespace cardea::store::sqlite {
namespace {

using namespace conformance;

class SqliteFaults : public SqliteFixture {
 protected:
  static mode_t mode_of(const std::string& path) {
    struct stat status{};
    EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
    return status.st_mode & 07777;
  }
  void write_file(const std::string& bytes) {
    std::ofstream(file(), std::ios::binary | std::ios::trunc) << bytes;
  }
};

TEST_F(SqliteFaults, MakesDirectoryAndFilesForItsUserOnly) {
  const std::string directory = directory_.path() + "/new";
  auto store = open(directory);
  store.commit({insert(consumers(), make_consumer("alice"))});
  EXPECT_EQ(mode_of(directory), 0700U);
  for (const char* name : {"cardea.db", "cardea.db-wal", "cardea.db-shm", "cardea.db.lock"}) {
    EXPECT_EQ(mode_of(directory + "/" + name), 0600U) << name;
  }
}

TEST_F(SqliteFaults, EveryCommitIsFlushed) {
  auto store = open();
  for (const auto use : {Connection::Use::write, Connection::Use::read}) {
    auto connection = Connection::open(file(), use);
    ASSERT_TRUE(connection);
    EXPECT_EQ(connection->ask_number("PRAGMA synchronous"), 2) << "not FULL";
    auto mode = connection->prepare("PRAGMA journal_mode");
    ASSERT_TRUE(mode && mode->step());
    EXPECT_EQ(mode->text(0), "wal");
  }
}

TEST_F(SqliteFaults, TheSettingNamesTheFile) {
  auto opened = SqliteStore::open({.catalog = &catalog(),
                                   .data_directory = directory_.path(),
                                   .change_log = {},
                                   .setting = [&](std::string_view name) {
                                     return name == "sqlite_path"
                                                ? std::optional(directory_.path() + "/other.db")
                                                : std::nullopt;
                                   }});
  ASSERT_TRUE(opened);
  EXPECT_TRUE(std::filesystem::exists(directory_.path() + "/other.db"));
}

TEST_F(SqliteFaults, KeepsWhatWasWrittenWhenOpenedAgain) {
  const Row alice = make_consumer("alice");
  std::string incarnation;
  {
    auto store = open();
    store.commit({insert(consumers(), alice)});
    incarnation = store.poll({}).incarnation;
    store.close();
  }
  EXPECT_FALSE(std::filesystem::exists(file() + "-wal"));
  auto store = open();
  EXPECT_EQ(store.find_one(consumers(), "username", "alice"), json::write(alice));
  EXPECT_EQ(store.poll({}).incarnation, incarnation);
}

TEST_F(SqliteFaults, NamesTheProcessThatHoldsTheFile) {
  auto store = open();
  const Error error = refused_to_open();
  EXPECT_EQ(error.kind, ErrorKind::conflict);
  EXPECT_NE(error.detail.find("process " + std::to_string(::getpid()) + " "), std::string::npos)
      << error.detail;
  EXPECT_NE(error.detail.find("started 20"), std::string::npos) << error.detail;
}

TEST_F(SqliteFaults, RefusesADirectoryInPlaceOfTheFile) {
  std::filesystem::create_directory(file());
  const Error error = refused_to_open();
  EXPECT_EQ(error.kind, ErrorKind::unavailable);
  EXPECT_NE(error.detail.find("directory"), std::string::npos) << error.detail;
}

TEST_F(SqliteFaults, RefusesADirectoryThatCannotBeMade) {
  const auto opened = try_open(directory_.path() + "/a/b/c");
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().detail.find("/a/b/c"), std::string::npos) << opened.error().detail;
}

TEST_F(SqliteFaults, RefusesAFileThatIsNoDatabase) {
  write_file(std::string(8192, 'x'));
  const Error error = refused_to_open();
  EXPECT_EQ(error.kind, ErrorKind::unavailable);
  EXPECT_FALSE(error.retry);
  EXPECT_NE(error.detail.find("backup"), std::string::npos) << error.detail;
  EXPECT_EQ(std::filesystem::file_size(file()), 8192U);
}

TEST_F(SqliteFaults, RefusesADamagedFile) {
  {
    auto store = open();
    for (int i = 0; i < 500; ++i) {
      store.commit({insert(consumers(), make_consumer("consumer " + std::to_string(i)))});
    }
    store.close();
  }
  std::fstream damaged(file(), std::ios::in | std::ios::out | std::ios::binary);
  const auto size = std::filesystem::file_size(file());
  for (std::uintmax_t at = 4096; at + 16 < size; at += 512) {
    damaged.seekp(static_cast<std::streamoff>(at));
    damaged << "0123456789abcdef";
  }
  damaged.close();
  const Error error = refused_to_open();
  EXPECT_EQ(error.kind, ErrorKind::unavailable);
  EXPECT_NE(error.detail.find("damaged"), std::string::npos) << error.detail;
}

TEST_F(SqliteFaults, RefusesAFileThatItMayNotWrite) {
  if (::geteuid() != 0) GTEST_SKIP() << "becomes another user, which only root can";
  open().close();
  std::filesystem::permissions(directory_.path(), std::filesystem::perms(0755));
  ASSERT_EQ(::chmod(file().c_str(), 0644), 0);
  ASSERT_EQ(::chmod((file() + ".lock").c_str(), 0666), 0);
  ASSERT_EQ(::seteuid(65534), 0);
  const Error error = refused_to_open();
  ASSERT_EQ(::seteuid(0), 0);
  EXPECT_EQ(error.kind, ErrorKind::unavailable);
  EXPECT_NE(error.detail.find("read-only"), std::string::npos) << error.detail;
}

TEST_F(SqliteFaults, RefusesAStoreThatOnlyNewerVersionsMayRead) {
  open().close();
  operate("UPDATE cardea_store SET schema_version = 1000, min_reader_version = 999");
  auto opened = try_open();
  ASSERT_TRUE(opened);
  OpenStore store(core_, std::move(*opened));
  const auto migrated = store.run(store.get().migrate());
  ASSERT_FALSE(migrated);
  EXPECT_NE(migrated.error().detail.find("999"), std::string::npos) << migrated.error().detail;
}

TEST_F(SqliteFaults, ServesAStoreOfANewerVersionThatStillLetsUsRead) {
  open().close();
  operate("UPDATE cardea_store SET schema_version = 1000");
  auto store = open();
  store.commit({insert(consumers(), make_consumer("alice"))});
}

// The column exists in the file only, so what the declarations say must not be taken for it.
TEST_F(SqliteFaults, AnErrorOfOneBatchDoesNotTouchTheOthers) {
  auto store = open();
  operate(
      "CREATE TRIGGER poison BEFORE INSERT ON consumers WHEN NEW.username = 'poison' "
      "BEGIN SELECT RAISE(ABORT, 'poison'); END");
  std::vector<std::thread> threads;
  std::atomic<int> written = 0;
  std::atomic<int> failed = 0;
  threads.reserve(8);
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      for (int n = 0; n < 20; ++n) {
        const bool bad = n % 5 == 0;
        const Row row = make_consumer(bad ? "poison" : std::to_string(i) + "." + std::to_string(n));
        const auto outcome = store.try_commit({.changes = {insert(consumers(), row)}});
        if (bad ? !outcome : outcome.has_value()) ++(bad ? failed : written);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(written, 8 * 16);
  EXPECT_EQ(failed, 8 * 4);
  EXPECT_TRUE(store.get().health().reachable);
}

}  // namespace
}  // namespace cardea::store::sqlite
