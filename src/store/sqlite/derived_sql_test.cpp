// SPDX-License-Identifier: Apache-2.0
// The SQL that derives from the core's declarations, in a real database and in an operator's hands:
// foreign keys are not enforced, as in the sqlite3 shell, and yet the change log hears of
// everything and the rules that SQL can express hold.
#include <gtest/gtest.h>

#include <fstream>

#include "model/entities.h"
#include "schema/as_sql.h"
#include "schema/evolve.h"
#include "store/scratch_directory.h"
#include "store/sqlite/connection.h"

namespace cardea::store::sqlite {
namespace {

class DerivedSql : public testing::Test {
 protected:
  DerivedSql() {
    const auto catalog = schema::Catalog::make(model::entities());
    const auto migration = schema::evolve({}, *catalog);
    must(schema::change_log_statement());
    for (const auto& statement : migration->statements) must(statement);
    must("PRAGMA foreign_keys = OFF");
    must(
        "INSERT INTO services (id, name, host, created_at, updated_at) "
        "VALUES ('s1', 'one', 'h', 1, 1), ('s2', 'two', 'h', 1, 1)");
    must("INSERT INTO consumers (id, username, created_at, updated_at) VALUES ('c', 'bob', 1, 1)");
    take_log();
  }

  void must(const std::string& sql) {
    const auto done = connection_.execute(sql);
    ASSERT_TRUE(done) << done.error().detail;
  }

  /// What the statement is refused with; empty when it is accepted.
  std::string refusal(const std::string& sql) {
    const auto done = connection_.execute(sql);
    return done ? "" : done.error().detail;
  }

  /// The change log since the last call: `op kind.field=value`, a line each.
  std::string take_log() {
    std::string log;
    {
      auto rows = connection_.prepare("SELECT op, kind, field, value FROM change_log ORDER BY id");
      for (auto row = rows->step(); row && *row; row = rows->step()) {
        log += std::string(rows->text(0)) + " " + std::string(rows->text(1)) + "." +
               std::string(rows->text(2)) + "=" + std::string(rows->text(3)) + "\n";
      }
    }
    must("DELETE FROM change_log");
    return log;
  }

  static Connection opened(const std::string& file) {
    std::ofstream(file).flush();
    return *Connection::open(file, Connection::Use::write);
  }

  ScratchDirectory directory_;
  Connection connection_ = opened(directory_.path() + "/derived.db");
};

TEST_F(DerivedSql, LogsEveryLookupOfWhatComesAndGoes) {
  must("INSERT INTO acls (id, consumer_id, \"group\", created_at) VALUES ('a', 'c', 'g', 1)");
  EXPECT_EQ(take_log(), "I acls.consumer=c\nI acls.id=a\n");
  must("DELETE FROM acls");
  EXPECT_EQ(take_log(), "D acls.consumer=c\nD acls.id=a\n");
}

TEST_F(DerivedSql, LogsOldAndNewLookupsWhicheverColumnChanged) {
  must("UPDATE services SET name = 'uno', host = 'x' WHERE id = 's1'");
  EXPECT_EQ(take_log(), "U services.id=s1\nU services.name=one\nU services.name=uno\n");
  must("UPDATE services SET host = 'y' WHERE id = 's1'");
  EXPECT_EQ(take_log(), "U services.id=s1\nU services.name=uno\n");
  must("UPDATE services SET name = NULL WHERE id = 's1'");
  EXPECT_EQ(take_log(), "U services.id=s1\nU services.name=uno\n");
}

TEST_F(DerivedSql, LogsWhatIsReplaced) {
  must(
      "INSERT OR REPLACE INTO services (id, name, host, created_at, updated_at) "
      "VALUES ('s3', 'one', 'h', 1, 1)");
  EXPECT_EQ(take_log(),
            "U services.id=s1\nU services.name=one\nI services.id=s3\nI services.name=one\n");
  must("UPDATE OR REPLACE services SET name = 'one' WHERE id = 's2'");
  const auto log = take_log();
  EXPECT_NE(log.find("U services.id=s3\n"), std::string::npos) << log;
  EXPECT_NE(log.find("U services.name=two\n"), std::string::npos) << log;
}

TEST_F(DerivedSql, TakesAlongWhatBelongsToARow) {
  must("INSERT INTO acls (id, consumer_id, \"group\", created_at) VALUES ('a', 'c', 'g', 1)");
  must(
      "INSERT INTO plugins (id, name, config, consumer_id, created_at, updated_at) "
      "VALUES ('p', 'x', '{}', 'c', 1, 1)");
  take_log();
  must("DELETE FROM consumers");
  const auto log = take_log();
  for (const auto* entry : {"D consumers.id=c\n", "D acls.id=a\n", "D plugins.consumer=c\n"}) {
    EXPECT_NE(log.find(entry), std::string::npos) << log;
  }
  EXPECT_EQ(*connection_.ask_number("SELECT count(*) FROM plugins"), 0);
}

TEST_F(DerivedSql, RefusesWhatBreaksARuleAndLogsNothing) {
  EXPECT_NE(refusal("UPDATE services SET port = 70000").find("services.port: the value breaks"),
            std::string::npos);
  EXPECT_NE(refusal("UPDATE services SET protocol = 'gopher'").find("breaks the rule one_of"),
            std::string::npos);
  EXPECT_NE(refusal("UPDATE services SET enabled = 3"), "");
  EXPECT_NE(refusal("UPDATE services SET tags = '[1'"), "");
  EXPECT_NE(refusal("UPDATE services SET host = NULL"), "");
  EXPECT_NE(refusal("UPDATE services SET name = 'two'"), "");
  EXPECT_EQ(take_log(), "");
  EXPECT_EQ(refusal("UPDATE services SET tls_verify_depth = 3, tags = '[\"a\"]'"), "");
}

TEST_F(DerivedSql, CountsNullAsAValueInWhatIsUniqueTogether) {
  const std::string global =
      "INSERT INTO plugins (id, name, config, created_at, updated_at) VALUES ";
  must(global + "('p1', 'jwt', '{}', 1, 1)");
  EXPECT_NE(refusal(global + "('p2', 'jwt', '{}', 1, 1)").find("plugins_unique_1"),
            std::string::npos);
  must(global + "('p2', 'acl', '{}', 1, 1)");
  must(
      "INSERT INTO plugins (id, name, config, service_id, created_at, updated_at) "
      "VALUES ('p3', 'jwt', '{}', 's1', 1, 1)");
}

}  // namespace
}  // namespace cardea::store::sqlite
