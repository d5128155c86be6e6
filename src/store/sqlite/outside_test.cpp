// SPDX-License-Identifier: Apache-2.0
// Hands in the file that are not ours: an operator's SQL, an operator's lock, a backup put back in
// either of the two ways, while the store is in use.
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "store/sqlite/sqlite_fixture.h"

namespace cardea::store::sqlite {
namespace {

using namespace conformance;

class SqliteOutside : public SqliteFixture {
 protected:
  /// A copy of the store as it is now, made as operators should.
  std::string back_up() {
    std::string path = directory_.path() + "/backup.db";
    operate("VACUUM INTO '" + path + "'");
    return path;
  }

  /// Polls from `at` on until the store says that history was cut; the reply that says so.
  static Polled poll_until_cut(OpenStore& store, Position at, const std::string& incarnation) {
    Polled polled;
    EXPECT_TRUE(comes_true([&] {
      auto reply = store.run(store.get().poll(1, at));
      if (!reply) return false;  // for the moment between two files
      polled = std::move(*reply);
      if (!polled.gap) at = polled.position;
      return polled.incarnation != incarnation;
    }));
    return polled;
  }
};

TEST_F(SqliteOutside, NoticesWhatAnOperatorTypes) {
  auto store = open();
  const Row alice = make_consumer("alice");
  store.commit({insert(consumers(), alice)});
  const Position before = store.now();
  store.poll(before);
  std::thread operator_([&] { operate("UPDATE consumers SET username = 'alicia'"); });
  bool told = false;
  EXPECT_TRUE(comes_true([&] {
    store.run(store.get().wait_for_change(std::chrono::seconds(60)));  // far beyond the deadline
    for (const Event& event : store.poll(before).events) told |= event.value == "alicia";
    return told;
  }));
  operator_.join();
}

TEST_F(SqliteOutside, NoticesTheShellOfSqlite) {
  if (std::system("command -v sqlite3 >/dev/null 2>&1") != 0) GTEST_SKIP() << "no sqlite3 here";
  auto store = open();
  const Row alice = make_consumer("alice");
  store.commit({insert(consumers(), alice)});
  const Position before = store.now();
  store.poll(before);
  const std::string command = "sqlite3 '" + file() + "' \"DELETE FROM consumers\"";
  ASSERT_EQ(std::system(command.c_str()), 0);
  store.run(store.get().wait_for_change(std::chrono::seconds(60)));
  const Polled polled = store.poll(before);
  ASSERT_FALSE(polled.events.empty());
  EXPECT_EQ(polled.events.front().op, Event::Op::remove);
  EXPECT_EQ(store.find_one(consumers(), "username", "alice"), "");
}

TEST_F(SqliteOutside, WaitsForAnOperatorsTransactionAndSaysSoWhenItIsTooLong) {
  auto store = open();
  auto shell = Connection::open(file(), Connection::Use::write);
  ASSERT_TRUE(shell);
  ASSERT_TRUE(shell->execute("BEGIN IMMEDIATE"));
  const auto refused = store.try_commit({.changes = {insert(consumers(), make_consumer("a"))}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::unavailable);
  EXPECT_TRUE(refused.error().retry);
  EXPECT_NE(refused.error().detail.find("write lock"), std::string::npos);
  EXPECT_FALSE(store.get().health().reachable);
  EXPECT_EQ(store.find_one(consumers(), "username", "a"), "");  // reading goes on

  ASSERT_TRUE(shell->execute("COMMIT"));
  store.commit({insert(consumers(), make_consumer("a"))});
  EXPECT_TRUE(store.get().health().reachable);
}

TEST_F(SqliteOutside, ABackupMovedToItsPlaceIsANewIncarnation) {
  auto store = open();
  store.commit({insert(consumers(), make_consumer("kept"))});
  const Polled start = store.poll({});
  const std::string backup = back_up();
  store.commit({insert(consumers(), make_consumer("lost"))});
  const Position at = store.poll(start.position).position;

  std::filesystem::rename(backup, file());
  const Polled cut = poll_until_cut(store, at, start.incarnation);
  EXPECT_EQ(store.find_one(consumers(), "username", "lost"), "");
  EXPECT_NE(store.find_one(consumers(), "username", "kept"), "");
  const Receipt receipt = store.commit({insert(consumers(), make_consumer("new"))});
  EXPECT_TRUE(store.poll(store.now()).position.covers(receipt));
  EXPECT_EQ(store.poll(store.now()).incarnation, cut.incarnation);
  EXPECT_EQ(store.list({.entity = &consumers()}).rows.size(), 2U);
  store.close();
  operate("PRAGMA integrity_check");
  EXPECT_EQ(open().list({.entity = &consumers()}).rows.size(), 2U);
}

TEST_F(SqliteOutside, ABackupCopiedIntoTheFileIsANewIncarnation) {
  if (std::system("command -v sqlite3 >/dev/null 2>&1") != 0) GTEST_SKIP() << "no sqlite3 here";
  auto store = open();
  store.commit({insert(consumers(), make_consumer("kept"))});
  const Polled start = store.poll({});
  const std::string backup = back_up();
  store.commit({insert(consumers(), make_consumer("lost"))});
  Position at = store.poll(start.position).position;

  const std::string command = "sqlite3 '" + file() + "' \".restore '" + backup + "'\"";
  ASSERT_EQ(std::system(command.c_str()), 0);
  // As many new entries as were lost: the numbers alone would not tell.
  store.commit({insert(consumers(), make_consumer("other"))});
  const Polled cut = poll_until_cut(store, at, start.incarnation);
  EXPECT_TRUE(cut.gap);
  EXPECT_EQ(store.find_one(consumers(), "username", "lost"), "");
}

TEST_F(SqliteOutside, SaysThatTheFileIsGone) {
  auto store = open();
  store.commit({insert(consumers(), make_consumer("alice"))});
  const std::string aside = directory_.path() + "/aside.db";
  std::filesystem::rename(file(), aside);
  const auto refused = store.try_commit({.changes = {insert(consumers(), make_consumer("b"))}});
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().detail.find("is gone"), std::string::npos) << refused.error().detail;
  EXPECT_FALSE(store.get().health().reachable);

  std::filesystem::rename(aside, file());
  store.commit({insert(consumers(), make_consumer("b"))});
  EXPECT_EQ(store.list({.entity = &consumers()}).rows.size(), 2U);
}

TEST_F(SqliteOutside, EntriesRemovedByHandAreAGap) {
  auto store = open();
  const Position before = store.now();
  store.commit({insert(consumers(), make_consumer("alice"))});
  operate("DELETE FROM change_log");
  EXPECT_TRUE(store.poll(before).gap);
}

}  // namespace
}  // namespace cardea::store::sqlite
