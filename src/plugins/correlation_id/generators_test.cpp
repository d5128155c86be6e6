// SPDX-License-Identifier: Apache-2.0
#include "plugins/correlation_id/generators.h"

#include <gtest/gtest.h>

#include <limits>
#include <regex>
#include <set>
#include <string>
#include <thread>

#include "base/uuid.h"

namespace cardea::plugins::correlation_id {
namespace {

TEST(Generators, MakeADifferentUuidEachTime) {
  Arena arena;
  std::set<std::string_view> seen;
  for (int i = 0; i < 1000; ++i) {
    const auto id = make_uuid_id(arena);
    EXPECT_TRUE(is_uuid(id)) << id;
    EXPECT_TRUE(seen.insert(id).second) << id;
  }
}

TEST(Generators, CountBehindAUuidOfTheThread) {
  Arena arena;
  const std::string first(make_counter_id(arena));
  const std::string second(make_counter_id(arena));
  const auto uuid = first.substr(0, 36);
  EXPECT_TRUE(is_uuid(uuid));
  EXPECT_EQ(second.substr(0, 37), uuid + "#");
  EXPECT_EQ(std::stoull(second.substr(37)), std::stoull(first.substr(37)) + 1);
  std::string elsewhere;
  std::thread([&elsewhere] {
    Arena own;
    elsewhere = make_counter_id(own);
  }).join();
  EXPECT_EQ(elsewhere.substr(36), "#1");
  EXPECT_NE(elsewhere.substr(0, 36), uuid);
}

TEST(Tracker, IsWrittenAsKongDoes) {
  Arena arena;
  const auto at = std::chrono::seconds(1'732'500'000) + std::chrono::microseconds(7'999);
  const Tracker tracker{.server_address = "10.0.0.1",
                        .server_port = 8000,
                        .pid = 4711,
                        .connection = 15,
                        .requests = 2,
                        .at = {at}};
  EXPECT_EQ(write_tracker(tracker, arena), "10.0.0.1-8000-4711-15-2-1732500000.007");
}

// Whatever the numbers are, reading the text back gives them, and it can stand in a field.
TEST(Tracker, CanBeReadBack) {
  const std::regex form(R"((.*)-(\d+)-(\d+)-(\d+)-(\d+)-(\d+)\.(\d{3}))");
  std::uint64_t random = 88172645463325252U;
  const auto next = [&random] {
    random ^= random << 13U;
    random ^= random >> 7U;
    random ^= random << 17U;
    return random >> (random % 64);
  };
  for (int i = 0; i < 2000; ++i) {
    Arena arena;
    const std::string address = i % 3 == 0 ? std::string(107, 'x') : i % 3 == 1 ? "fd00::1" : "";
    const auto at = std::chrono::milliseconds(next() >> 24U);
    const Tracker tracker{.server_address = address,
                          .server_port = static_cast<std::uint16_t>(next()),
                          .pid = static_cast<std::int64_t>(next() >> 33U),
                          .connection = next(),
                          .requests = next(),
                          .at = {at}};
    const std::string text(write_tracker(tracker, arena));
    std::smatch found;
    ASSERT_TRUE(std::regex_match(text, found, form)) << text;
    EXPECT_EQ(found[1], address);
    EXPECT_EQ(found[2], std::to_string(tracker.server_port));
    EXPECT_EQ(found[3], std::to_string(tracker.pid));
    EXPECT_EQ(found[4], std::to_string(tracker.connection));
    EXPECT_EQ(found[5], std::to_string(tracker.requests));
    EXPECT_EQ(std::stoull(found[6]) * 1000 + std::stoull(found[7]),
              static_cast<std::uint64_t>(at.count()));
  }
}

TEST(Tracker, HoldsTheLargestNumbers) {
  Arena arena;
  const std::string address(107, 'y');
  constexpr auto most = std::numeric_limits<std::uint64_t>::max();
  const Tracker tracker{.server_address = address,
                        .server_port = 65535,
                        .pid = std::numeric_limits<std::int64_t>::max(),
                        .connection = most,
                        .requests = most,
                        .at = {Duration::max()}};
  EXPECT_TRUE(write_tracker(tracker, arena).ends_with("9223372036.854"));
}

}  // namespace
}  // namespace cardea::plugins::correlation_id
