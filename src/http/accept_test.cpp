// SPDX-License-Identifier: Apache-2.0
#include "http/accept.h"

#include <gtest/gtest.h>

namespace cardea::http {
namespace {

TEST(Accept, ChoosesTheHighestQuality) {
  EXPECT_EQ(negotiate("text/html"), MediaType::html);
  EXPECT_EQ(negotiate("text/html;q=0.5, application/xml"), MediaType::xml);
  EXPECT_EQ(negotiate("text/html;q=0.5, application/xml;q=0.501"), MediaType::xml);
  EXPECT_EQ(negotiate("TEXT/Plain ; charset=x ; Q=1.000"), MediaType::plain);
  EXPECT_EQ(negotiate("application/grpc"), MediaType::grpc);
  // What browsers send.
  EXPECT_EQ(negotiate("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
            MediaType::html);
}

TEST(Accept, TakesTheFirstOfEqualsAndKnowsRanges) {
  EXPECT_EQ(negotiate("application/xml, text/plain"), MediaType::xml);
  EXPECT_EQ(negotiate("*/*"), MediaType::json);
  EXPECT_EQ(negotiate("application/*"), MediaType::json);
  EXPECT_EQ(negotiate("text/*"), MediaType::html);
  EXPECT_EQ(negotiate("image/png, text/plain;q=0.1"), MediaType::plain);
}

TEST(Accept, SaysWhenNothingIsKnown) {
  EXPECT_FALSE(negotiate(""));
  EXPECT_FALSE(negotiate("image/png"));
  EXPECT_FALSE(negotiate("text/html;q=0"));
  EXPECT_FALSE(negotiate("text/html;q=2"));
  EXPECT_FALSE(negotiate("text/html;q=1.001"));
  EXPECT_FALSE(negotiate("text/html;q=x"));
  EXPECT_FALSE(negotiate(",,;"));
}

TEST(Accept, ReadsContentTypes) {
  EXPECT_EQ(find_media_type("application/json; charset=utf-8"), MediaType::json);
  EXPECT_EQ(find_media_type(" text/html"), MediaType::html);
  EXPECT_FALSE(find_media_type("multipart/form-data; boundary=x"));
  EXPECT_EQ(content_type(MediaType::plain), "text/plain; charset=utf-8");
}

}  // namespace
}  // namespace cardea::http
