// SPDX-License-Identifier: Apache-2.0
#include "plugin/chain.h"

#include <gtest/gtest.h>

namespace cardea::plugin {
namespace {

using Id = std::optional<std::string>;

std::shared_ptr<const Configured> configured(std::size_t order, std::string id, Id route = {},
                                             Id service = {}, Id consumer = {}) {
  auto one = std::make_shared<Configured>();
  one->order = order;
  one->id = std::move(id);
  one->route = std::move(route);
  one->service = std::move(service);
  one->consumer = std::move(consumer);
  return one;
}

TEST(Chain, RunsKindsInTheirOrder) {
  const std::vector all{configured(2, "b"), configured(1, "a"), configured(7, "c", "other")};
  const Chain chain = Chain::make(all, "r", "s");
  ASSERT_EQ(chain.links().size(), 2U);
  EXPECT_EQ(chain.links()[0].choose("")->id, "a");
  EXPECT_EQ(chain.links()[1].choose("")->id, "b");
}

TEST(Chain, ChoosesTheMostSpecificOfKongsEightLevels) {
  std::vector all{configured(1, "8"),
                  configured(1, "7", {}, "s"),
                  configured(1, "6", "r"),
                  configured(1, "5", {}, {}, "c"),
                  configured(1, "4", "r", "s"),
                  configured(1, "3", {}, "s", "c"),
                  configured(1, "2", "r", {}, "c"),
                  configured(1, "1", "r", "s", "c")};
  while (!all.empty()) {
    const std::string expected = all.back()->id;
    EXPECT_EQ(Chain::make(all, "r", "s").links()[0].choose("c")->id, expected);
    all.pop_back();
  }
}

TEST(Chain, LeavesConsumersConfigurationsToTheirConsumer) {
  const std::vector all{configured(1, "hers", "r", {}, "alice"), configured(1, "all", "r")};
  const Chain chain = Chain::make(all, "r", "");
  EXPECT_EQ(chain.links()[0].choose("alice")->id, "hers");
  EXPECT_EQ(chain.links()[0].choose("bob")->id, "all");
  EXPECT_EQ(chain.links()[0].choose("")->id, "all");
  const std::vector only{configured(1, "hers", {}, {}, "alice")};
  EXPECT_EQ(Chain::make(only, "r", "").links()[0].choose("bob"), nullptr);
}

TEST(Chain, KnowsWhetherAnyOfItsPluginsSeesAnswers) {
  const std::vector silent{configured(1, "a"), configured(2, "b", "other")};
  EXPECT_FALSE(Chain::make(silent, "r", "").responds());
  std::vector all = silent;
  auto one = std::make_shared<Configured>();
  one->order = 3;
  one->route = "other";
  one->responds = true;
  all.push_back(one);
  EXPECT_FALSE(Chain::make(all, "r", "").responds());
  EXPECT_TRUE(Chain::make(all, "other", "").responds());
}

}  // namespace
}  // namespace cardea::plugin
