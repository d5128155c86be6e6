// SPDX-License-Identifier: Apache-2.0
#include "http/cookie.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace cardea::http {
namespace {

std::vector<std::string> walk(std::string_view value) {
  std::vector<std::string> found;
  Cookies cookies(value);
  Cookie one;
  while (cookies.next(one)) found.push_back(std::string(one.name) + "|" + std::string(one.value));
  return found;
}

TEST(Cookies, AreWalkedWithTolerance) {
  using Found = std::vector<std::string>;
  EXPECT_EQ(walk("a=1; b=2"), (Found{"a|1", "b|2"}));
  EXPECT_EQ(walk("a=1;b=2 ;\tc = 3"), (Found{"a|1", "b|2", "c|3"}));
  EXPECT_EQ(walk("a=\"1\"; b=\"; c=x=y"), (Found{"a|1", "b|\"", "c|x=y"}));
  EXPECT_EQ(walk("a; =b; ;; c="), (Found{"c|"}));
  EXPECT_EQ(walk("a=1; a=2"), (Found{"a|1", "a|2"}));
  EXPECT_EQ(walk(""), Found{});
}

}  // namespace
}  // namespace cardea::http
