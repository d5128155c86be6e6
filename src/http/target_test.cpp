// SPDX-License-Identifier: Apache-2.0
#include "http/target.h"

#include <gtest/gtest.h>

#include <string>

namespace cardea::http {
namespace {

TEST(Target, SplitsTheOriginForm) {
  const auto target = split_target("/a/b;c?x=1&y=/?z", Method::get);
  ASSERT_TRUE(target);
  EXPECT_EQ(target->form, TargetForm::origin);
  EXPECT_EQ(target->path, "/a/b;c");
  EXPECT_EQ(target->query, "x=1&y=/?z");
  EXPECT_EQ(target->question(), "?x=1&y=/?z");
}

TEST(Target, KeepsAnEmptyQueryApartFromNone) {
  const auto empty = split_target("/a?", Method::get);
  EXPECT_TRUE(empty->has_query);
  EXPECT_EQ(empty->query, "");
  EXPECT_EQ(empty->question(), "?");
  const auto none = split_target("/a", Method::get);
  EXPECT_FALSE(none->has_query);
  EXPECT_EQ(none->question(), "");
}

TEST(Target, SplitsTheAbsoluteForm) {
  const auto target = split_target("http://Example.com:8080/a?b", Method::get);
  ASSERT_TRUE(target);
  EXPECT_EQ(target->form, TargetForm::absolute);
  EXPECT_EQ(target->scheme, "http");
  EXPECT_EQ(target->authority, "Example.com:8080");
  EXPECT_EQ(target->path, "/a");
  EXPECT_EQ(target->query, "b");
  EXPECT_EQ(split_target("HTTPS://[::1]:1", Method::get)->path, "/");
  EXPECT_EQ(split_target("http://a?x", Method::get)->path, "/");
  EXPECT_EQ(split_target("http://a?x", Method::get)->question(), "?x");
  // RFC 9112 section 3.2.4: OPTIONS without path and query asks about the server as a whole.
  EXPECT_EQ(split_target("http://a", Method::options)->path, "*");
  EXPECT_EQ(split_target("http://a/", Method::options)->path, "/");
}

TEST(Target, TakesTheOtherFormsWithTheirMethodOnly) {
  EXPECT_EQ(split_target("*", Method::options)->form, TargetForm::asterisk);
  EXPECT_FALSE(split_target("*", Method::get));
  EXPECT_FALSE(split_target("**", Method::options));
  EXPECT_EQ(split_target("a:443", Method::connect)->authority, "a:443");
  EXPECT_FALSE(split_target("a", Method::connect));
  EXPECT_FALSE(split_target("/", Method::connect));
  EXPECT_FALSE(split_target("a:443", Method::get));
}

TEST(Target, RefusesWhatIsNoTarget) {
  for (const auto* text :
       {"", "a", "a/b", "?x", "//", "ftp://a/", "http:/a", "http:///a", "http://", "http://a:b/",
        "http://u@a/", "http://u:p@a/", "http://a:80:80/", "://a/", "http://a#f", "javascript:x"}) {
    if (std::string_view(text) == "//") continue;  // an origin form with empty segments
    EXPECT_FALSE(split_target(text, Method::get)) << text;
  }
}

TEST(Target, TakesVisibleAsciiOnly) {
  for (int byte = 0; byte < 256; ++byte) {
    for (const std::size_t place : {1, 20, 40}) {
      std::string text = "/" + std::string(48, 'a');
      text[place] = static_cast<char>(byte);
      const bool visible = byte > 0x20 && byte < 0x7f && byte != '#';
      EXPECT_EQ(split_target(text, Method::get).has_value(), visible) << byte << " at " << place;
    }
  }
}

}  // namespace
}  // namespace cardea::http
