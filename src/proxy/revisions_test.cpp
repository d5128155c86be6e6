// SPDX-License-Identifier: Apache-2.0
#include "proxy/revisions.h"

#include <gtest/gtest.h>

namespace cardea::proxy {
namespace {

std::shared_ptr<const Snapshot> snapshot(std::uint64_t revision) {
  auto made = std::make_shared<Snapshot>();
  made->revision = revision;
  return made;
}

TEST(Revisions, HoldTheSnapshotARequestBeganWith) {
  std::vector<std::uint64_t> retired;
  {
    Revisions revisions(
        [&](const std::shared_ptr<const Snapshot>& old) { retired.push_back(old->revision); });
    revisions.publish(snapshot(1));
    auto first = revisions.hold();
    auto second = revisions.hold();
    revisions.publish(snapshot(2));
    EXPECT_EQ(first.snapshot().revision, 1U);
    EXPECT_EQ(revisions.hold().snapshot().revision, 2U);
    first.release();
    EXPECT_TRUE(retired.empty());
    second = revisions.hold();
    EXPECT_EQ(retired, std::vector<std::uint64_t>{1});
    revisions.publish(snapshot(3));
    EXPECT_EQ(second.snapshot().revision, 2U);
    second.release();
    second.release();
    EXPECT_EQ(retired, (std::vector<std::uint64_t>{1, 2}));
  }
  EXPECT_EQ(retired, (std::vector<std::uint64_t>{1, 2, 3}));
}

}  // namespace
}  // namespace cardea::proxy
