// SPDX-License-Identifier: Apache-2.0
// Two releases of one declaration: which steps lead from the first to the second, and which
// changes are refused.
#include "schema/evolve.h"

#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "json/parse.h"
#include "json/write.h"
#include "schema/declare.h"

namespace cardea::schema {
namespace {

struct Thing {
  std::string id;
  std::string name;
  std::optional<std::int64_t> size;
  std::optional<std::string> owner;
};

template <class... More>
Entity thing(More... more) {
  return declare<Thing>("things", [&](auto& entity) {
    entity.field("id", &Thing::id, "").primary().filled_by(Fill::uuid);
    entity.field("name", &Thing::name, "").required().unique();
    (more(entity), ...);
  });
}

void with_size(EntityDeclaration<Thing>& entity) {
  entity.field("size", &Thing::size, "").preset(3);
}

void with_owner(EntityDeclaration<Thing>& entity) {
  entity.field("owner", &Thing::owner, "").refers_to("things");
}

Catalog catalog(const Entity& entity) {
  return *Catalog::make({&entity});
}

Described migrated(const Catalog& catalog) {
  return evolve({}, catalog)->after;
}

std::vector<std::string> without_triggers(const Result<Migration>& migration) {
  std::vector<std::string> steps;
  for (const auto& statement : migration->statements) {
    if (!statement.contains("TRIGGER")) steps.push_back(statement);
  }
  return steps;
}

std::string refusal(const Result<Migration>& migration) {
  return migration ? "accepted"
                   : migration.error().detail.substr(0, migration.error().detail.find(". "));
}

TEST(Evolve, MakesEverythingInAnEmptyStore) {
  const auto first = thing();
  const auto all = catalog(first);
  const auto migration = evolve({}, all);
  ASSERT_TRUE(migration);
  EXPECT_EQ(without_triggers(migration), table_statements(first, all));
  EXPECT_EQ(migration->after.schema_version, schema_version);
  EXPECT_EQ(migration->after.tables, describe(all));
}

TEST(Evolve, ChangesNoTableWhenNothingChanged) {
  const auto first = thing();
  const auto all = catalog(first);
  const auto migration = evolve(migrated(all), all);
  ASSERT_TRUE(migration);
  EXPECT_TRUE(without_triggers(migration).empty());
  EXPECT_EQ(migration->statements, trigger_statements(first, all));
}

TEST(Evolve, AddsColumnsWithTheirPresetAndIndexes) {
  const auto first = thing();
  const auto second = thing(with_size, with_owner);
  const auto migration = evolve(migrated(catalog(first)), catalog(second));
  ASSERT_TRUE(migration);
  EXPECT_EQ(
      without_triggers(migration),
      (std::vector<std::string>{
          R"(ALTER TABLE "things" ADD COLUMN "size" INTEGER DEFAULT 3)",
          R"(ALTER TABLE "things" ADD COLUMN "owner_id" TEXT REFERENCES "things" (id) ON DELETE CASCADE)",
          R"(CREATE INDEX "things_owner_id" ON "things" ("owner_id"))"}));
}

TEST(Evolve, GivesRowsAnEndWithAnIndexOfThoseThatHaveOne) {
  const auto first = thing();
  const auto second = thing([](auto& entity) {
    entity.field("size", &Thing::size, "").own();
    entity.ends_at("size", Ttl::accepted);
  });
  const auto migration = evolve(migrated(catalog(first)), catalog(second));
  ASSERT_TRUE(migration);
  EXPECT_EQ(without_triggers(migration),
            (std::vector<std::string>{
                R"(ALTER TABLE "things" ADD COLUMN "size" INTEGER)",
                R"(CREATE INDEX "things_size" ON "things" ("size") WHERE "size" IS NOT NULL)"}));
}

TEST(Evolve, GivesAColumnToAReferenceOnceItsTargetExists) {
  const auto first = thing([](auto& entity) {
    entity.field("owner", &Thing::owner, "").refers_to("things").must_be_null();
  });
  const auto second = thing(with_owner);
  const auto migration = evolve(migrated(catalog(first)), catalog(second));
  ASSERT_TRUE(migration);
  EXPECT_EQ(without_triggers(migration).size(), 2U);
}

TEST(Evolve, RefusesToDropOrRetype) {
  const auto first = thing();
  const auto second = thing(with_size);
  EXPECT_EQ(refusal(evolve(migrated(catalog(second)), catalog(first))),
            "The store has a column things.size that this version does not know");

  const auto retyped = thing([](auto& entity) { entity.field("size", &Thing::name, ""); });
  EXPECT_TRUE(refusal(evolve(migrated(catalog(second)), catalog(retyped)))
                  .starts_with("The column things.size is declared as {"));

  const auto none = *Catalog::make({});
  EXPECT_EQ(refusal(evolve(migrated(catalog(first)), none)),
            "The store has a table things that this version does not know");
}

TEST(Evolve, RefusesANewRequiredColumnWithoutDefault) {
  const auto first = thing();
  const auto second =
      thing([](auto& entity) { entity.field("size", &Thing::size, "").required(); });
  EXPECT_EQ(refusal(evolve(migrated(catalog(first)), catalog(second))),
            "The new column things.size is required and has no default for rows that exist");
}

TEST(Evolve, AddsUniquenessButDoesNotChangeIt) {
  const auto first = thing(with_size);
  const auto second =
      thing(with_size, [](auto& entity) { entity.unique_together({"name", "size"}); });
  const auto third =
      thing(with_size, [](auto& entity) { entity.unique_together({"size", "name"}); });
  const auto added = evolve(migrated(catalog(first)), catalog(second));
  ASSERT_TRUE(added);
  EXPECT_EQ(
      without_triggers(added),
      (std::vector<std::string>{
          R"(CREATE UNIQUE INDEX "things_unique_1" ON "things" ("name", ifnull("size", '')))"}));
  EXPECT_EQ(
      refusal(evolve(migrated(catalog(second)), catalog(third))),
      R"(things is unique by [["name","size"]] in the store, but declared unique by [["size","name"]])");
}

TEST(Evolve, LeavesANewerStoreAloneWhileItMayReadIt) {
  const auto first = thing();
  const auto all = catalog(first);
  const Described newer{.schema_version = schema_version + 1,
                        .min_reader_version = schema_version,
                        .tables = R"({"things":{"columns":{},"unique_together":[]}})"};
  const auto migration = evolve(newer, all);
  ASSERT_TRUE(migration);
  EXPECT_TRUE(migration->statements.empty());
  EXPECT_EQ(migration->after.schema_version, schema_version + 1);
  EXPECT_EQ(migration->after.tables, newer.tables);

  const auto refused =
      evolve({.schema_version = 9, .min_reader_version = schema_version + 1, .tables = {}}, all);
  ASSERT_FALSE(refused);
  EXPECT_EQ(
      refused.error().detail,
      "The store was migrated by a newer Cardea (schema 9), which only versions with schema 2 "
      "or later can read; this one has schema 1. Start a newer Cardea.");
}

}  // namespace
}  // namespace cardea::schema
