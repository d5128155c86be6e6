// SPDX-License-Identifier: Apache-2.0
// The order of entities, and catalogs that contradict themselves.
#include "schema/catalog.h"

#include <gtest/gtest.h>

#include "schema/declare.h"

namespace cardea::schema {
namespace {

struct Plain {
  std::string id;
  std::optional<std::string> other;
};

Entity entity(const std::string& name, const std::string& refers_to = {},
              const std::string& path = {}) {
  return declare<Plain>(name, [&](auto& declared) {
    declared.field("id", &Plain::id, "").primary();
    if (!path.empty()) declared.path(path);
    auto other = declared.field("other", &Plain::other, "");
    if (!refers_to.empty()) other.refers_to(refers_to);
  });
}

std::string order(const Result<Catalog>& catalog) {
  if (!catalog) return catalog.error().detail;
  std::string names;
  for (const auto* one : catalog->entities()) names += one->name() + " ";
  return names;
}

TEST(Catalog, PutsWhatIsReferredToFirst) {
  const auto a = entity("a", "b");
  const auto b = entity("b", "c");
  const auto c = entity("c", "c");
  EXPECT_EQ(order(Catalog::make({&a, &b, &c})), "c b a ");
  EXPECT_EQ(order(Catalog::make({&a})), "a ");
}

TEST(Catalog, RefusesCirclesAndRepeats) {
  const auto a = entity("a", "b");
  const auto b = entity("b", "a");
  const auto same_path = entity("c", {}, "a");
  EXPECT_EQ(order(Catalog::make({&a, &b})), "'a' and others refer to each other in a circle");
  EXPECT_EQ(order(Catalog::make({&a, &a})), "two entities are declared as 'a'");
  EXPECT_EQ(order(Catalog::make({&a, &same_path})), "'a' and 'c' have the same path 'a'");
}

TEST(DeclarationDeathTest, EndsTheProcessWhenItContradictsItself) {
  EXPECT_DEATH(declare<Plain>("x", [](auto&) {}), "declaration of x: the first field");
  EXPECT_DEATH(declare<Plain>("x",
                              [](auto& declared) {
                                declared.field("id", &Plain::id, "").primary();
                                declared.field("id", &Plain::other, "");
                              }),
               "declaration of x: two fields 'id'");
  EXPECT_DEATH(declare<Plain>("x",
                              [](auto& declared) {
                                declared.field("id", &Plain::id, "").primary();
                                declared.found_by("nothing");
                              }),
               "declaration of x: no field 'nothing'");
  EXPECT_DEATH(declare<Plain>("x",
                              [](auto& declared) {
                                declared.field("id", &Plain::id, "").primary();
                                declared.under("parents", "x");
                              }),
               "declaration of x: no field refers to parents");
}

}  // namespace
}  // namespace cardea::schema
