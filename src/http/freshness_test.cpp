// SPDX-License-Identifier: Apache-2.0
#include "http/freshness.h"

#include <gtest/gtest.h>

#include <string_view>
#include <utility>
#include <vector>

namespace cardea::http {
namespace {

using Lines = std::vector<std::pair<std::string_view, std::string_view>>;

std::optional<std::int64_t> seconds_of(const Lines& lines) {
  Fields fields;
  for (const auto& [name, value] : lines) fields.add(name, value);
  const auto fresh = fresh_for(fields);
  if (!fresh) return std::nullopt;
  return fresh->count();
}

TEST(Freshness, ReadsMaxAge) {
  EXPECT_EQ(seconds_of({{"Cache-Control", "public, max-age=300, must-revalidate"}}), 300);
  EXPECT_EQ(seconds_of({{"cache-control", "MAX-AGE=\"60\""}}), 60);
  EXPECT_EQ(seconds_of({{"Cache-Control", "max-age=99999999999999999999"}}), 2147483648);
  EXPECT_EQ(seconds_of({{"Cache-Control", "public"}}), std::nullopt);
  EXPECT_EQ(seconds_of({{"Cache-Control", "s-maxage=300"}}), std::nullopt);
  EXPECT_EQ(seconds_of({{"Age", "5"}}), std::nullopt);
}

TEST(Freshness, TakesTheAgeOff) {
  EXPECT_EQ(seconds_of({{"Cache-Control", "max-age=300"}, {"Age", "100"}}), 200);
  EXPECT_EQ(seconds_of({{"Cache-Control", "max-age=300"}, {"Age", "301"}}), 0);
  EXPECT_EQ(seconds_of({{"Cache-Control", "max-age=300"}, {"Age", "old"}}), 300);
}

TEST(Freshness, IsNothingWhereItIsForbiddenOrUnclear) {
  EXPECT_EQ(seconds_of({{"Cache-Control", "no-store, max-age=300"}}), 0);
  EXPECT_EQ(seconds_of({{"Cache-Control", "max-age=300"}, {"Cache-Control", "no-cache"}}), 0);
  EXPECT_EQ(seconds_of({{"Cache-Control", "no-cache=\"Set-Cookie\""}}), 0);
  EXPECT_EQ(seconds_of({{"Cache-Control", "max-age=-1"}}), 0);
  EXPECT_EQ(seconds_of({{"Cache-Control", "max-age="}}), 0);
  EXPECT_EQ(seconds_of({{"Cache-Control", "max-age=300, max-age=200"}}), 200);
}

}  // namespace
}  // namespace cardea::http
