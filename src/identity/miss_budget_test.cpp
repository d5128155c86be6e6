// SPDX-License-Identifier: Apache-2.0
#include "identity/miss_budget.h"

#include <gtest/gtest.h>

#include <string>

namespace cardea::identity {
namespace {

using namespace std::chrono_literals;

net::Address at(const std::string& ip) {
  return *net::Address::from_ip(ip, 1234);
}

struct MissBudgetTest : testing::Test {
  MissBudget budget{{.per_second = 10, .burst = 20}};
  BootTime now{1000s};

  /// How many questions are let through when every one is a miss.
  int asked(const net::Address& client, int tries) {
    int count = 0;
    for (int i = 0; i < tries; ++i) {
      if (!budget.may_ask(client, now)) continue;
      budget.missed(client, now);
      ++count;
    }
    return count;
  }
};

TEST_F(MissBudgetTest, LetsAnAddressMissABurstAndThenARate) {
  EXPECT_EQ(asked(at("192.0.2.1"), 1000), 20);
  now = now + 1s;
  EXPECT_EQ(asked(at("192.0.2.1"), 1000), 10);
  now = now + 1h;
  EXPECT_EQ(asked(at("192.0.2.1"), 1000), 20);
}

TEST_F(MissBudgetTest, CostsOtherAddressesNothing) {
  EXPECT_EQ(asked(at("192.0.2.1"), 1000), 20);
  EXPECT_TRUE(budget.may_ask(at("192.0.2.2"), now));
}

TEST_F(MissBudgetTest, CostsNothingWhereTheKeyExists) {
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(budget.may_ask(at("192.0.2.1"), now));
}

TEST_F(MissBudgetTest, CountsAnIpv6NetworkAsOne) {
  for (int i = 0; i < 20; ++i) budget.missed(at("2001:db8::" + std::to_string(i + 1)), now);
  EXPECT_FALSE(budget.may_ask(at("2001:db8::ffff"), now));
  EXPECT_TRUE(budget.may_ask(at("2001:db8:0:1::1"), now));
}

TEST_F(MissBudgetTest, AnswersUnderWayLeaveADebt) {
  for (int i = 0; i < 50; ++i) budget.missed(at("192.0.2.1"), now);
  now = now + 2s;
  EXPECT_FALSE(budget.may_ask(at("192.0.2.1"), now));
  now = now + 2s;
  EXPECT_TRUE(budget.may_ask(at("192.0.2.1"), now));
}

TEST_F(MissBudgetTest, NoRateIsNoLimit) {
  budget = MissBudget({.per_second = 0, .burst = 0});
  EXPECT_EQ(asked(at("192.0.2.1"), 1000), 1000);
}

}  // namespace
}  // namespace cardea::identity
