// SPDX-License-Identifier: Apache-2.0
#include "cluster/feed.h"

#include <gtest/gtest.h>

namespace cardea::cluster {
namespace {

store::Polled reply(std::uint64_t ceiling, std::string incarnation = "one") {
  return {.events = {{store::Event::Op::update, "consumers", "id", "x"}},
          .position = {ceiling},
          .incarnation = std::move(incarnation)};
}

TEST(Feed, ForgetsEverythingAtTheFirstReply) {
  Feed feed;
  const FeedStep first = feed.on_reply(reply(5));
  EXPECT_TRUE(first.forget_everything);
  EXPECT_TRUE(first.events.empty());
  feed.applied(first);
  EXPECT_EQ(feed.acknowledged(), store::Position{5});
  const FeedStep second = feed.on_reply(reply(6));
  EXPECT_FALSE(second.forget_everything);
  EXPECT_EQ(second.events.size(), 1U);
}

TEST(Feed, AcknowledgesOnlyWhatWasApplied) {
  Feed feed;
  feed.applied(feed.on_reply(reply(5)));
  const FeedStep step = feed.on_reply(reply(9));
  EXPECT_EQ(feed.acknowledged(), store::Position{5});
  feed.applied(step);
  EXPECT_EQ(feed.acknowledged(), store::Position{9});
}

TEST(Feed, ForgetsEverythingWhenHistoryWasCut) {
  Feed feed;
  feed.applied(feed.on_reply(reply(5)));
  EXPECT_TRUE(feed.on_reply(reply(3, "two")).forget_everything);
  Feed other;
  other.applied(other.on_reply(reply(5)));
  store::Polled gap = reply(9);
  gap.gap = true;
  EXPECT_TRUE(other.on_reply(std::move(gap)).forget_everything);
}

TEST(Feed, ForgetsAgainWhenAStepWasNotApplied) {
  Feed feed;
  (void)feed.on_reply(reply(5));
  EXPECT_TRUE(feed.on_reply(reply(6)).forget_everything);
}

TEST(Feed, ClaimsRise) {
  Feed feed;
  const auto first = feed.next_claim();
  EXPECT_GT(feed.next_claim(), first);
}

}  // namespace
}  // namespace cardea::cluster
