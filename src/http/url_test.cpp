// SPDX-License-Identifier: Apache-2.0
#include "http/url.h"

#include <gtest/gtest.h>

#include <string>

namespace cardea::http {
namespace {

TEST(Url, SaysWhereToConnectAndWhatToWrite) {
  const auto url = parse_url("https://Login.Example.com/keys?v=1");
  ASSERT_TRUE(url);
  EXPECT_TRUE(url->tls);
  EXPECT_EQ(url->host, "login.example.com");
  EXPECT_EQ(url->port, 443);
  EXPECT_EQ(url->authority, "login.example.com");
  EXPECT_EQ(url->target, "/keys?v=1");
  EXPECT_EQ(url->text(), "https://login.example.com/keys?v=1");

  const auto odd = parse_url("http://[::1]:8080");
  ASSERT_TRUE(odd);
  EXPECT_FALSE(odd->tls);
  EXPECT_EQ(odd->host, "::1");
  EXPECT_EQ(odd->port, 8080);
  EXPECT_EQ(odd->authority, "[::1]:8080");
  EXPECT_EQ(odd->target, "/");
  EXPECT_EQ(parse_url("HTTP://a:80?x")->text(), "http://a/?x");
}

TEST(Url, RefusesEverythingElse) {
  for (const std::string text :
       {"", "/keys", "ftp://a/", "file:///etc/passwd", "https:/a", "https://", "https://a:0/",
        "https://user@a/", "https://a/#f", "https://a b/", "https://a/\r\nX: y", "javascript:x",
        "//a/", "https://a:65536/"}) {
    EXPECT_FALSE(parse_url(text)) << text;
  }
  EXPECT_FALSE(parse_url("https://a/" + std::string(max_url, 'x')));
}

}  // namespace
}  // namespace cardea::http
