// SPDX-License-Identifier: Apache-2.0
#include "http/fields.h"

#include <gtest/gtest.h>

#include <memory>

namespace cardea::http {
namespace {

TEST(Fields, FindsTheFirstOfAName) {
  Fields fields;
  fields.add("Accept", "a");
  fields.add("X-Mine", "b");
  fields.add("accept", "c");
  fields.add("x-mine", "d");
  EXPECT_EQ(fields.value(FieldName::accept), "a");
  EXPECT_TRUE(fields.is_repeated(FieldName::accept));
  EXPECT_FALSE(fields.is_repeated(FieldName::host));
  EXPECT_EQ(fields.find("X-MINE")->value, "b");
  EXPECT_EQ(fields.find("ACCEPT")->value, "a");
  EXPECT_EQ(fields.find("x-other"), nullptr);
  EXPECT_EQ(fields.find(FieldName::host), nullptr);
  EXPECT_EQ(fields.value(FieldName::host), "");
}

TEST(Fields, ForgetsEverythingWhenCleared) {
  Fields fields;
  fields.add("Host", "a");
  fields.add("Host", "b");
  fields.clear();
  EXPECT_TRUE(fields.empty());
  EXPECT_FALSE(fields.has(FieldName::host));
  EXPECT_FALSE(fields.is_repeated(FieldName::host));
  fields.add("Date", "x");
  EXPECT_EQ(fields.find("host"), nullptr);
}

TEST(Fields, TakesNoMoreThanItsCapacity) {
  const auto fields = std::make_unique<Fields>();
  for (std::size_t i = 0; i < Fields::capacity; ++i) EXPECT_TRUE(fields->add("n", "v"));
  EXPECT_FALSE(fields->add("n", "v"));
  EXPECT_EQ(fields->size(), Fields::capacity);
}

TEST(FieldSet, FindsRunsAcrossItsWords) {
  FieldSet set;
  for (const std::size_t index : {0, 1, 62, 63, 64, 65, 127}) set.insert(index);
  EXPECT_EQ(set.next(0, 128, true), 0U);
  EXPECT_EQ(set.next(0, 128, false), 2U);
  EXPECT_EQ(set.next(2, 128, true), 62U);
  EXPECT_EQ(set.next(62, 128, false), 66U);
  EXPECT_EQ(set.next(66, 128, true), 127U);
  EXPECT_EQ(set.next(127, 128, false), 128U);
  EXPECT_EQ(set.next(66, 100, true), 100U);
  EXPECT_EQ(set.next(5, 5, true), 5U);
}

TEST(FieldSet, TakesInAllFieldsOfAName) {
  Fields fields;
  fields.add("Via", "a");
  fields.add("Host", "b");
  fields.add("via", "c");
  FieldSet set;
  EXPECT_TRUE(set.empty());
  set.insert_all(fields, FieldName::via);
  set.insert_all(fields, FieldName::cookie);
  EXPECT_TRUE(set.contains(0));
  EXPECT_FALSE(set.contains(1));
  EXPECT_TRUE(set.contains(2));
}

}  // namespace
}  // namespace cardea::http
