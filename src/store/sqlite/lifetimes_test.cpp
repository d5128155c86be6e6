// SPDX-License-Identifier: Apache-2.0
// A file from before rows had an end is brought up to date as it stands, and looking for ended rows
// reads an index, not the table.
#include <gtest/gtest.h>

#include "store/sqlite/sqlite_fixture.h"
#include "store/sqlite/table.h"

namespace cardea::store::sqlite {
namespace {

using namespace conformance;

using Lifetimes = SqliteFixture;

struct OlderCredential {
  std::string id;
  std::string consumer;
  std::string key;
  std::optional<Secret> secret;
};

const schema::Entity& older_credentials() {
  using It = OlderCredential;
  static const auto declared = schema::declare<It>("jwt_secrets", [](auto& entity) {
    entity.singular("JWT credential").path("jwts").found_by("key");
    entity.field("id", &It::id, "").primary();
    entity.field("consumer", &It::consumer, "").refers_to("consumers").required();
    entity.field("key", &It::key, "").required().unique();
    entity.field("secret", &It::secret, "").secret();
  });
  return declared;
}

std::string plan_of(Connection& connection, std::string_view sql) {
  auto rows = connection.prepare("EXPLAIN QUERY PLAN " + std::string(sql));
  EXPECT_TRUE(rows) << rows.error().detail;
  std::string plan;
  for (auto row = rows->step(); row && *row; row = rows->step()) {
    plan += std::string(rows->text(3)) + "\n";
  }
  return plan;
}

TEST_F(Lifetimes, ComeToAFileThatIsThere) {
  const auto older = schema::Catalog::make({&consumers(), &older_credentials()});
  const Row alice = make_consumer("alice");
  Row credential = make_row(older_credentials(), {{"consumer", refer(alice)}, {"key", "k"}});
  {
    auto opened = SqliteStore::open(
        {.catalog = &*older, .data_directory = directory_.path(), .change_log = {}});
    ASSERT_TRUE(opened) << opened.error().detail;
    OpenStore store(core_, std::move(*opened));
    ASSERT_TRUE(store.run(store.get().migrate()));
    store.commit({insert(consumers(), alice), insert(older_credentials(), credential)});
    store.close();
  }
  auto store = open();
  credential["expires_at"] = nullptr;
  EXPECT_EQ(store.find_one(credentials(), "key", "k"), json::write(credential));
  credential["expires_at"] = 10;
  store.commit({update(credentials(), credential)});
  const auto ended = store.run(
      store.get().list_ended({.entity = &credentials(), .at = {std::chrono::seconds(10)}}));
  ASSERT_TRUE(ended) << ended.error().detail;
  EXPECT_EQ(*ended, std::vector<std::string>{id_of(credential)});
}

TEST_F(Lifetimes, AreLookedForInTheirIndex) {
  open().close();
  auto connection = Connection::open(file(), Connection::Use::read);
  ASSERT_TRUE(connection) << connection.error().detail;
  for (const auto* const entity : {&credentials(), &groups()}) {
    const auto plan = plan_of(*connection, Table(*entity).select_ended());
    EXPECT_TRUE(plan.contains("USING COVERING INDEX " + entity->name() + "_expires_at")) << plan;
    EXPECT_FALSE(plan.contains("TEMP B-TREE")) << plan;
  }
}

TEST_F(Lifetimes, AreJudgedByTheDatabaseToo) {
  auto store = open();
  operate("INSERT INTO consumers (id, username) VALUES ('c', 'alice')");
  auto connection = Connection::open(file(), Connection::Use::write);
  ASSERT_TRUE(connection);
  EXPECT_FALSE(
      connection->execute("INSERT INTO jwt_secrets (id, consumer_id, \"key\", expires_at) "
                          "VALUES ('j', 'c', 'k', 'soon')"));
}

}  // namespace
}  // namespace cardea::store::sqlite
