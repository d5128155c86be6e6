// SPDX-License-Identifier: Apache-2.0
// Fields that are secret and unique, and the hidden ones that hold their hashes.
#include <gtest/gtest.h>

#include "json/parse.h"
#include "json/write.h"
#include "schema/as_json.h"
#include "schema/as_manual.h"
#include "schema/as_sql.h"
#include "schema/catalog.h"
#include "schema/check.h"
#include "schema/declare.h"

namespace cardea::schema {
namespace {

struct ApiKey {
  std::string id;
  std::string key;
  std::optional<std::vector<std::string>> tags;

  static const Entity& entity() {
    static const auto declared = declare<ApiKey>("api_keys", [](auto& entity) {
      entity.path("keys").found_by("key");
      entity.field("id", &ApiKey::id, "").primary().filled_by(Fill::uuid);
      entity.field("key", &ApiKey::key, "").secret().unique().filled_by(Fill::random_token);
      entity.field("tags", &ApiKey::tags, "").set();
    });
    return declared;
  }
};

std::expected<json::Object, Violations> judged(std::string_view body, Write write = Write::create,
                                               const json::Object* existing = nullptr) {
  return judge(ApiKey::entity(), json::parse_object(body).value(),
               {.write = write, .existing = existing});
}

TEST(Hashed, IsLookedUpByItsHashAndNotByItself) {
  const Entity& entity = ApiKey::entity();
  EXPECT_EQ(entity.lookups(), (std::vector<std::string>{"id", "key_hash"}));
  EXPECT_EQ(entity.lookup_of(*entity.key()).name, "key_hash");
  EXPECT_EQ(&entity.lookup_of(*entity.find("id")), entity.find("id"));
  EXPECT_FALSE(entity.key()->unique);
  EXPECT_TRUE(entity.find("key_hash")->unique);
}

TEST(Hashed, HasAColumnForIt) {
  const auto catalog = Catalog::make({&ApiKey::entity()}).value();
  std::string script;
  for (const auto& one : table_statements(ApiKey::entity(), catalog)) script += one + "\n";
  EXPECT_NE(script.find(R"(ON "api_keys" ("key_hash"))"), std::string::npos) << script;
  EXPECT_EQ(script.find(R"(ON "api_keys" ("key"))"), std::string::npos) << script;
}

TEST(Hashed, BodiesAndAnswersDoNotKnowTheHash) {
  const auto made = judged(R"({"key":"k"})");
  ASSERT_TRUE(made);
  EXPECT_FALSE(made->contains("key_hash"));
  const auto given = judged(R"({"key":"k","key_hash":"h"})");
  ASSERT_FALSE(given);
  EXPECT_EQ(json::write(given.error().fields()), R"({"key_hash":"unknown field"})");
  for (const auto write : {Write::merge, Write::replace}) {
    const auto changed = judged(R"({"key":"l"})", write, &*made);
    ASSERT_TRUE(changed);
    EXPECT_FALSE(changed->contains("key_hash"));
    EXPECT_FALSE(judged(R"({"key_hash":"h"})", write, &*made));
  }
  auto stored = *made;
  stored["key_hash"] = "h";
  EXPECT_FALSE(shown(ApiKey::entity(), stored, {}).contains("key_hash"));
}

TEST(Hashed, IsUniqueForPeople) {
  const auto catalog = Catalog::make({&ApiKey::entity()}).value();
  const std::string page = manual_page(ApiKey::entity(), catalog);
  EXPECT_NE(page.find("unique; secret"), std::string::npos) << page;
  EXPECT_EQ(page.find("key_hash"), std::string::npos);
}

}  // namespace
}  // namespace cardea::schema
