// SPDX-License-Identifier: Apache-2.0
#include "http/field_name.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace cardea::http {
namespace {

FieldName at(std::size_t place) {
  return static_cast<FieldName>(place);
}

std::string upper(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  });
  return result;
}

TEST(FieldName, IdentifiesEveryNameInAnyCase) {
  for (std::size_t i = 1; i < field_name_count; ++i) {
    const auto name = text(at(i));
    EXPECT_FALSE(name.empty()) << i;
    EXPECT_EQ(identify(name), at(i)) << name;
    EXPECT_EQ(identify(upper(name)), at(i)) << name;
  }
  EXPECT_EQ(identify("X-Consumer-ID"), FieldName::x_consumer_id);
  EXPECT_EQ(identify("Host"), FieldName::host);
}

TEST(FieldName, TellsEveryOtherTextApart) {
  for (std::size_t i = 1; i < field_name_count; ++i) {
    const std::string name(text(at(i)));
    for (std::size_t place = 0; place < name.size(); ++place) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string other = name;
        other[place] = static_cast<char>(byte);
        const bool same = upper(other) == upper(name);
        if (same) continue;
        EXPECT_NE(identify(other), at(i)) << name << " with byte " << byte << " at " << place;
      }
    }
    EXPECT_EQ(identify(name + "x"), FieldName::other);
    EXPECT_NE(identify(name.substr(1)), at(i));
  }
  for (const auto* other : {"", "x", "hos", "hostt", "x-forwarded", "content-lengthh"}) {
    EXPECT_EQ(identify(other), FieldName::other) << other;
  }
}

TEST(FieldName, SeesThroughUnderscoresOnlyWhenAsked) {
  EXPECT_EQ(identify("X_Consumer_ID"), FieldName::other);
  EXPECT_EQ(identify_loosely("X_Consumer_ID"), FieldName::x_consumer_id);
  EXPECT_EQ(identify_loosely("X-Consumer_ID"), FieldName::x_consumer_id);
  EXPECT_EQ(identify_loosely("x-consumer-id"), FieldName::x_consumer_id);
  EXPECT_EQ(identify_loosely("a_name_that_is_longer_than_any_known_one"), FieldName::other);
}

TEST(FieldName, KnowsWhatOnlyTheGatewayMaySay) {
  for (const auto* name :
       {"x-consumer-id", "x-consumer-custom-id", "x-consumer-username", "x-consumer-groups",
        "x-credential-identifier", "x-anonymous-consumer", "x-authenticated-groups",
        "x-authenticated-scope", "x-authenticated-userid"}) {
    EXPECT_TRUE(is_identity(identify(name))) << name;
  }
  for (const auto* name :
       {"x-real-ip", "x-forwarded-for", "host", "x-kong-request-id", "unknown"}) {
    EXPECT_FALSE(is_identity(identify(name))) << name;
  }
}

TEST(FieldNameLoosely, IsOneNameToUpstreamsThatReadUnderscores) {
  EXPECT_TRUE(is_same_loosely("X-Tenant", "x_tenant"));
  EXPECT_TRUE(is_same_loosely("X_Tenant", "X-TENANT"));
  EXPECT_TRUE(is_same_loosely("X-Consumer-ID", "x-consumer_id"));
  EXPECT_FALSE(is_same_loosely("X-Tenant", "X-Tenant2"));
  EXPECT_FALSE(is_same_loosely("X-Tenant", "X.Tenant"));
  EXPECT_FALSE(is_same_loosely("X-Tenant", "XTenant"));
}

}  // namespace
}  // namespace cardea::http
