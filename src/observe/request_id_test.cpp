// SPDX-License-Identifier: Apache-2.0
#include "observe/request_id.h"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string>

namespace cardea::observe {
namespace {

constexpr std::string_view node = "4f9e3b1a-0000-4000-8000-00805f9b34fb";

TEST(RequestId, NamesNodeAndCore) {
  const RequestId id = RequestIds(node, 0x2a7).next();
  EXPECT_EQ(id.text().size(), 32U);
  EXPECT_EQ(id.text().substr(0, 11), "4f9e3b1a2a7");
  EXPECT_EQ(id.text().find_first_not_of("0123456789abcdef"), std::string_view::npos);
}

TEST(RequestId, SaysWhereItWasGiven) {
  const RequestId id = RequestIds(node, 0x2a7).next();
  const auto parts = read_request_id(id.text());
  ASSERT_TRUE(parts);
  EXPECT_EQ(parts->node, node_digits(node));
  EXPECT_EQ(parts->core, 0x2a7U);
  const RequestId named = RequestIds("node one", 4095).next();
  EXPECT_EQ(read_request_id(named.text())->node, node_digits("node one"));
  EXPECT_EQ(read_request_id(named.text())->core, 4095U);
}

TEST(RequestId, IsReadOnlyInItsOwnForm) {
  const std::string id(RequestIds(node, 1).next().text());
  for (const std::string& other : {std::string(), id.substr(1), id + "0", "G" + id.substr(1),
                                   "A" + id.substr(1), " " + id.substr(1)}) {
    EXPECT_FALSE(read_request_id(other)) << other;
  }
}

TEST(RequestId, IsNeverGivenTwice) {
  std::set<std::string> seen;
  for (unsigned core = 0; core < 4; ++core) {
    RequestIds ids(node, core);
    for (int i = 0; i < 20'000; ++i) ASSERT_TRUE(seen.emplace(ids.next().text()).second);
  }
}

TEST(RequestId, DoesNotShowItsCounter) {
  RequestIds ids(node, 0);
  // Each of the 21 digits that are not a name must change about 15 times of 16.
  std::array<int, 21> changes{};
  std::string last(ids.next().text());
  for (int i = 0; i < 1000; ++i) {
    const std::string now(ids.next().text());
    for (std::size_t at = 0; at < changes.size(); ++at)
      changes[at] += now[11 + at] != last[11 + at];
    last = now;
  }
  for (const int count : changes) {
    EXPECT_GT(count, 880);
    EXPECT_LT(count, 990);
  }
}

TEST(RequestId, DiffersBetweenProcessesOfOneNode) {
  EXPECT_NE(RequestIds(node, 1).next(), RequestIds(node, 1).next());
}

TEST(RequestId, TakesAnyNodeName) {
  EXPECT_EQ(RequestIds("node one", 0).next().text().find_first_not_of("0123456789abcdef"),
            std::string_view::npos);
}

}  // namespace
}  // namespace cardea::observe
