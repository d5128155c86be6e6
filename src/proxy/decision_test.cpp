// SPDX-License-Identifier: Apache-2.0
#include "proxy/decision.h"

#include <gtest/gtest.h>

#include <array>

#include "http/h1/parse.h"
#include "identity/miss_budget.h"
#include "identity/token_memory.h"
#include "json/parse.h"
#include "plugin/chain.h"
#include "plugin/exchange_for_tests.h"

namespace cardea::proxy {
namespace {

struct DecisionTest : testing::Test {
  plugin::NoStore store;
  cluster::NearCache cache{1 << 20};
  identity::Directory directory{store, cache};
  identity::TokenMemory tokens{cache.generations(), 1 << 16};
  identity::MissBudget misses{{}};
  Revisions revisions{[](std::shared_ptr<const Snapshot>) {}};
  RouteEntry route;
  Visit visit{{directory, tokens, misses, system_clock()}};
  std::string head = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";

  void begin() {
    revisions.publish(std::make_shared<Snapshot>());
    visit.begin();
    visit.revision = revisions.hold();
    http::h1::Cursor cursor;
    const auto parsed = http::h1::parse_request(head, {}, cursor, visit.request);
    ASSERT_EQ(parsed.state, http::h1::ParseState::complete);
    visit.match.route = &route;
    visit.record.reason = "jwt.expired";
    visit.record.status = 401;
    visit.exchange.trace().refuse();
  }
  json::Object record() {
    std::array<char, observe::Decisions::longest_record> memory{};
    observe::JsonLine line(memory);
    write_decision(line, visit, "192.0.2.1");
    const auto text = line.finish();
    EXPECT_LE(text.size(), memory.size());
    auto read = json::parse_object(text);
    EXPECT_TRUE(read) << text;
    return read ? std::move(*read) : json::Object();
  }
};

TEST_F(DecisionTest, TellsTheFirstOfSeveralNotesWithOneName) {
  begin();
  const plugin::Configured jwt{};
  plugin::Trace& trace = visit.exchange.trace();
  for (int i = 0; i < 2; ++i) {
    trace.enter(jwt);
    trace.note("claim", i == 0 ? "exp" : "nbf");
    trace.note("claim", 7);
  }
  const json::Object told = record();
  const auto& checks = told.at("checks").as_array();
  EXPECT_EQ(checks.at(1).at("facts"), json::Value(json::Object{{"claim", "exp"}}));
  EXPECT_EQ(checks.at(2).at("facts"), json::Value(json::Object{{"claim", "nbf"}}));
}

TEST_F(DecisionTest, StaysWholeWhateverIsPutIn) {
  const std::string name(400, '\x01');
  head = "GET /" + std::string(7000, '"') + " HTTP/1.1\r\nHost: a\r\n\r\n";
  begin();
  route.id = route.name = name;
  std::array<plugin::Configured, plugin::Trace::most_checks + 5> plugins;
  plugin::Trace& trace = visit.exchange.trace();
  for (auto& one : plugins) {
    one.id = one.name = name;
    trace.enter(one);
    trace.note("one", name);
    trace.note("two", std::int64_t{1} << 62U);
  }
  visit.record.fault = name;
  const json::Object told = record();
  EXPECT_EQ(told.at("reason"), "jwt.expired");
  EXPECT_EQ(told.at("truncated"), true);
  EXPECT_TRUE(told.contains("configuration"));
}

TEST_F(DecisionTest, KeepsRoomForTheUsual) {
  begin();
  route.id = route.name = std::string(100, 'r');
  std::array<plugin::Configured, 12> plugins;
  for (auto& one : plugins) {
    one.id = std::string(36, 'i');
    one.name = "a-plugin-with-a-name";
    one.route = std::string(36, 'r');
    visit.exchange.trace().enter(one);
    visit.exchange.trace().note("key",
                                std::string_view("some forty bytes of a fact, say a key id"));
  }
  const json::Object told = record();
  EXPECT_FALSE(told.contains("truncated"));
  EXPECT_EQ(told.at("checks").as_array().size(), 13U);
}

}  // namespace
}  // namespace cardea::proxy
