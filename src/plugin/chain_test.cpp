// SPDX-License-Identifier: Apache-2.0
#include "plugin/chain.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace cardea::plugin {
namespace {

using Id = std::optional<std::string>;

ConfiguredPointer configured(std::size_t order, std::string id, Id route = {}, Id service = {},
                             Id consumer = {}) {
  auto one = std::make_shared<Configured>();
  one->order = order;
  one->id = std::move(id);
  one->route = std::move(route);
  one->service = std::move(service);
  one->consumer = std::move(consumer);
  return one;
}

Chain chain(const std::vector<ConfiguredPointer>& all, std::string_view route,
            std::string_view service) {
  return Chain::make(Everywhere::make(all), all, route, service);
}

TEST(Chain, RunsKindsInTheirOrder) {
  const std::vector all{configured(2, "b"), configured(1, "a"), configured(7, "c", "other")};
  const Chain made = chain(all, "r", "s");
  ASSERT_EQ(made.links().size(), 2U);
  EXPECT_EQ(made.links()[0].choose("")->id, "a");
  EXPECT_EQ(made.links()[1].choose("")->id, "b");
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
    EXPECT_EQ(chain(all, "r", "s").links()[0].choose("c")->id, expected);
    all.pop_back();
  }
}

TEST(Chain, LeavesConsumersConfigurationsToTheirConsumer) {
  const std::vector all{configured(1, "hers", "r", {}, "alice"), configured(1, "all", "r")};
  const Chain made = chain(all, "r", "");
  EXPECT_EQ(made.links()[0].choose("alice")->id, "hers");
  EXPECT_EQ(made.links()[0].choose("bob")->id, "all");
  EXPECT_EQ(made.links()[0].choose("")->id, "all");
  const std::vector only{configured(1, "hers", {}, {}, "alice")};
  EXPECT_EQ(chain(only, "r", "").links()[0].choose("bob"), nullptr);
}

// Every set of the eight levels, against the table in Kong's order.
TEST(Chain, ChoosesTheBestOfEverySetOfLevels) {
  const std::vector levels{configured(1, "1", "r", "s", "c"), configured(1, "2", "r", {}, "c"),
                           configured(1, "3", {}, "s", "c"),  configured(1, "4", "r", "s"),
                           configured(1, "5", {}, {}, "c"),   configured(1, "6", "r"),
                           configured(1, "7", {}, "s"),       configured(1, "8")};
  for (unsigned set = 1; set < 256; ++set) {
    std::vector<ConfiguredPointer> all;
    std::string best, best_for_others;
    for (unsigned i = 0; i < 8; ++i) {
      if (((set >> i) & 1U) == 0) continue;
      all.push_back(levels[i]);
      if (best.empty()) best = levels[i]->id;
      if (best_for_others.empty() && !levels[i]->consumer) best_for_others = levels[i]->id;
    }
    std::ranges::reverse(all);
    const Chain made = chain(all, "r", "s");
    ASSERT_EQ(made.links().size(), 1U);
    EXPECT_EQ(made.links()[0].choose("c")->id, best) << set;
    std::string fitting;
    for (const auto* const one : made.links()[0].fitting("c")) fitting += one->id;
    std::string expected;
    for (const auto& one : all) expected.insert(0, one->id);  // `all` is reversed
    EXPECT_EQ(fitting, expected);
    for (const std::string_view other : {"", "d"}) {
      const auto* const chosen = made.links()[0].choose(other);
      EXPECT_EQ(chosen == nullptr ? "" : chosen->id, best_for_others) << set;
    }
  }
}

TEST(Chain, PassesOverWhatIsBoundElsewhere) {
  const std::vector all{configured(1, "a", "other"), configured(1, "b", {}, "other"),
                        configured(1, "c", "r", "other"), configured(1, "d", "other", "s", "c")};
  EXPECT_TRUE(chain(all, "r", "s").links().empty());
}

TEST(Chain, KnowsWhetherAnyOfItsPluginsSeesAnswers) {
  const std::vector silent{configured(1, "a"), configured(2, "b", "other")};
  EXPECT_FALSE(chain(silent, "r", "").responds());
  std::vector all = silent;
  auto one = std::make_shared<Configured>();
  one->order = 3;
  one->route = "other";
  one->responds = true;
  all.push_back(one);
  EXPECT_FALSE(chain(all, "r", "").responds());
  EXPECT_TRUE(chain(all, "other", "").responds());
}

}  // namespace
}  // namespace cardea::plugin
