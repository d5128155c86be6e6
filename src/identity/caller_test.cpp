// SPDX-License-Identifier: Apache-2.0
// Memberships that end by themselves.
#include "identity/caller.h"

#include <gtest/gtest.h>

namespace cardea::identity {
namespace {

WallTime at(std::int64_t seconds) {
  return {std::chrono::seconds(seconds)};
}

std::shared_ptr<const Grants> grants() {
  auto made = std::make_shared<Grants>();
  made->add("friends", Lifetime());
  made->add("guests", Lifetime(100));
  made->add("staff", Lifetime(200));
  return made;
}

TEST(Grants, AreWholeUntilOneEnds) {
  const auto all = grants();
  const auto groups = Grants::at(all, at(99));
  EXPECT_EQ(groups->joined, "friends, guests, staff");
  EXPECT_EQ(groups, Grants::at(all, at(0))) << "nothing is copied";
}

TEST(Grants, EndToTheSecond) {
  const auto groups = Grants::at(grants(), at(100));
  EXPECT_FALSE(groups->contains("guests"));
  EXPECT_EQ(groups->names, (std::vector<std::string>{"friends", "staff"}));
  EXPECT_EQ(groups->joined, "friends, staff");
  EXPECT_EQ(Grants::at(grants(), at(200))->joined, "friends");
}

TEST(Grants, LiveAsLongAsTheirGroupsAreUsed) {
  const auto groups = Grants::at(grants(), at(0));  // the only owner of the grants
  EXPECT_TRUE(groups->contains("staff"));
}

TEST(Grants, MayBeNone) {
  EXPECT_TRUE(Grants::at(std::make_shared<Grants>(), at(1))->names.empty());
}

}  // namespace
}  // namespace cardea::identity
