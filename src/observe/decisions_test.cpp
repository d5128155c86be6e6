// SPDX-License-Identifier: Apache-2.0
#include "observe/decisions.h"

#include <gtest/gtest.h>

#include "observe/request_id.h"

namespace cardea::observe {
namespace {

constexpr BootTime at(int seconds) {
  return {std::chrono::seconds(seconds)};
}

std::string keep(Decisions& decisions, RequestIds& ids, std::string_view reason) {
  const RequestId id = ids.next();
  JsonLine record = decisions.begin();
  record.text("id", id.text());
  decisions.keep({.id = id.text(), .reason = reason, .at = {}}, record);
  return std::string(id.text());
}

TEST(Decisions, KeepPassesWhenToldTo) {
  EXPECT_TRUE(Decisions(KeptDecisions::all, 0).keeps_passes(at(1'000'000)));
  EXPECT_FALSE(Decisions(KeptDecisions::denials, 0).keeps_passes(at(0)));
  EXPECT_FALSE(Decisions(KeptDecisions::off, 0).keeps_passes(at(0)));
  EXPECT_FALSE(Decisions(KeptDecisions::off, 0).keeps_denials());
  Decisions decisions(KeptDecisions::denials, 0);
  decisions.keep_passes_until(at(10));
  EXPECT_TRUE(decisions.keeps_passes(at(9)));
  EXPECT_FALSE(decisions.keeps_passes(at(10)));
  decisions.keep_passes_until(at(0));
  EXPECT_FALSE(decisions.keeps_passes(at(5)));
  Decisions off(KeptDecisions::off, 0);
  off.keep_passes_until(at(10));
  EXPECT_FALSE(off.keeps_passes(at(5)));
}

TEST(Decisions, NeverGiveUpADenialForPasses) {
  Decisions decisions(KeptDecisions::all, 64U << 10U);
  RequestIds ids("node", 0);
  const std::string denied = keep(decisions, ids, "jwt.expired");
  std::string passed;
  for (int i = 0; i < 10'000; ++i) passed = keep(decisions, ids, "");
  EXPECT_EQ(decisions.find(denied), R"({"id":")" + denied + "\"}\n");
  EXPECT_EQ(decisions.find(passed), R"({"id":")" + passed + "\"}\n");
  EXPECT_EQ(decisions.collect({.filter = {.most = 3}}).size(), 4U);
  EXPECT_EQ(decisions.collect({.filter = {.most = 3}, .passed = true}).size(), 3U);
  EXPECT_EQ(decisions.collect({.filter = {.most = 3}, .passed = false}).size(), 1U);
}

TEST(Decisions, TakeNoMemoryWhenOff) {
  Decisions decisions(KeptDecisions::off, 1U << 20U);
  RequestIds ids("node", 0);
  keep(decisions, ids, "jwt.expired");
  EXPECT_EQ(decisions.size(), 0U);
}

}  // namespace
}  // namespace cardea::observe
