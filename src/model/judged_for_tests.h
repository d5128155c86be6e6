// SPDX-License-Identifier: Apache-2.0
// Short ways for tests to judge bodies written as text.
#pragma once

#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "json/parse.h"
#include "json/write.h"
#include "schema/check.h"

namespace cardea::model::tests {

using Judged = std::expected<json::Object, schema::Violations>;

inline constexpr WallTime now{std::chrono::seconds(1700000000)};

inline json::Object object(std::string_view text) {
  auto parsed = json::parse_object(text);
  EXPECT_TRUE(parsed) << text;
  return parsed.value_or(json::Object());
}

template <class It>
Judged post(std::string_view body, schema::FindVariant find = {}) {
  return schema::judge(
      It::entity(), object(body),
      {.write = schema::Write::create, .now = now, .find_variant = std::move(find)});
}

template <class It>
Judged patch(const json::Object& existing, std::string_view body, schema::FindVariant find = {}) {
  return schema::judge(It::entity(), object(body),
                       {.write = schema::Write::merge,
                        .existing = &existing,
                        .now = now,
                        .find_variant = std::move(find)});
}

inline std::string message(const Judged& judged) {
  return judged ? "accepted" : judged.error().message();
}

inline std::string fields(const Judged& judged) {
  return judged ? "accepted" : json::canonical(judged.error().fields());
}

/// A member of an accepted row as JSON; the message when it was refused.
inline std::string member(const Judged& judged, std::string_view name) {
  return judged ? json::write(judged->at(name)) : judged.error().message();
}

}  // namespace cardea::model::tests
