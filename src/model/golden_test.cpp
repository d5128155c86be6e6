// SPDX-License-Identifier: Apache-2.0
// The SQL and the manual pages that follow from the core's declarations, against the copies in
// tests/golden: a change of a declaration shows there what it means. To accept a change, run this
// test with CARDEA_WRITE_GOLDEN=1 and read the difference.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "model/entities.h"
#include "schema/as_manual.h"
#include "schema/as_sql.h"
#include "schema/catalog.h"

namespace cardea::model {
namespace {

// Found from the test's own place, build/<preset>, whatever directory it is started in.
std::filesystem::path golden(const std::string& name) {
  auto above = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  while (above.has_relative_path() && !std::filesystem::exists(above / "tests/golden")) {
    above = above.parent_path();
  }
  return above / "tests/golden" / name;
}

void compare(const std::string& name, const std::string& derived) {
  const auto path = golden(name);
  if (std::getenv("CARDEA_WRITE_GOLDEN") != nullptr) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << derived;
  }
  std::ostringstream kept;
  kept << std::ifstream(path).rdbuf();
  EXPECT_EQ(kept.str(), derived) << path;
}

schema::Catalog catalog() {
  auto made = schema::Catalog::make(entities());
  EXPECT_TRUE(made);
  return std::move(*made);
}

void add(std::string& script, const std::vector<std::string>& statements) {
  for (const auto& statement : statements) script += statement + ";\n";
}

TEST(Golden, Sql) {
  const auto all = catalog();
  for (const auto* entity : all.entities()) {
    std::string script = "-- SPDX-License-Identifier: Apache-2.0\n";
    add(script, schema::table_statements(*entity, all));
    add(script, schema::trigger_statements(*entity, all));
    add(script, {schema::insert_statement(*entity), schema::update_statement(*entity),
                 schema::delete_statement(*entity), schema::select_clause(*entity)});
    compare("sql/" + entity->name() + ".sql", script);
  }
  compare("sql/change_log.sql",
          "-- SPDX-License-Identifier: Apache-2.0\n" + schema::change_log_statement() + ";\n");
}

TEST(Golden, Manual) {
  const auto all = catalog();
  for (const auto* entity : all.entities()) {
    if (entity->path().empty()) continue;
    compare("manual/" + entity->name() + ".md", schema::manual_page(*entity, all));
  }
}

TEST(Catalog, PutsReferredEntitiesFirst) {
  std::string names;
  const auto all = catalog();
  for (const auto* entity : all.entities()) names += entity->name() + " ";
  EXPECT_EQ(names, "services routes consumers plugins acls hash_keys issuers ");
  EXPECT_EQ(all.find_nested("consumers", "acls"), all.find("acls"));
  EXPECT_EQ(all.find_nested("routes", "plugins"), all.find_path("plugins"));
  EXPECT_EQ(all.find_nested("routes", "acls"), nullptr);
  EXPECT_EQ(all.find_path(""), nullptr) << "what has no path is not found by none";
  EXPECT_EQ(all.referrers("services").size(), 2U);
}

}  // namespace
}  // namespace cardea::model
