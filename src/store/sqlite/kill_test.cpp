// SPDX-License-Identifier: Apache-2.0
// A process that writes is killed (SIGKILL) at any moment, again and again: whatever was answered
// is there afterwards, with its entry in the change log, and the file is sound.
#include <random>
#include <set>

#include "store/sqlite/again.h"
#include "store/sqlite/sqlite_fixture.h"

namespace cardea::store::sqlite {
namespace {

using namespace conformance;

class SqliteKill : public SqliteFixture {};

void report(const std::string& id) {
  const std::string line = id + "\n";
  [[maybe_unused]] const ssize_t written = ::write(child_report, line.data(), line.size());
}

TEST_F(SqliteKill, ChildWritesUntilItIsKilled) {
  const auto directory = child_directory();
  if (!directory) GTEST_SKIP() << "only as a child of AnsweredWritesSurvive";
  auto store = open(*directory);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (;;) {
        const Row row = make_consumer(make_uuid());
        const auto outcome = store.try_commit({.changes = {insert(consumers(), row)}});
        if (outcome && std::holds_alternative<Receipt>(*outcome)) report(id_of(row));
      }
    });
  }
  for (auto& thread : threads) thread.join();
}

TEST_F(SqliteKill, AnsweredWritesSurvive) {
  std::mt19937 random(std::random_device{}());
  std::uniform_int_distribution<int> any_number(1, 60);
  std::set<std::string> answered;
  for (int round = 0; round < 20; ++round) {
    const std::size_t before = answered.size();
    {
      Again child("SqliteKill.ChildWritesUntilItIsKilled", directory_.path());
      for (int lines = any_number(random); lines > 0; --lines) {
        auto line = child.read_line();
        ASSERT_TRUE(line) << "the child ended by itself";
        answered.insert(std::move(*line));
      }
      child.kill();
      while (auto line = child.read_line()) answered.insert(std::move(*line));
      EXPECT_EQ(child.wait(), -1);
    }
    ASSERT_GT(answered.size(), before);

    auto store = open();
    std::set<std::string> found;
    for (List question{.entity = &consumers(), .size = 1000};;) {
      const Page page = store.list(question);
      for (const Row& row : page.rows) found.insert(id_of(row));
      if (!page.more) break;
      question.after = id_of(page.rows.back());
    }
    for (const std::string& id : answered) EXPECT_TRUE(found.contains(id)) << "lost " << id;
    store.close();
    auto shell = Connection::open(file(), Connection::Use::write);
    ASSERT_TRUE(shell);
    EXPECT_EQ(shell->ask_number("SELECT count(*) FROM change_log WHERE field = 'id'"),
              static_cast<std::int64_t>(found.size()));
    auto check = shell->prepare("PRAGMA integrity_check");
    ASSERT_TRUE(check && check->step());
    EXPECT_EQ(check->text(0), "ok");
  }
}

}  // namespace
}  // namespace cardea::store::sqlite
