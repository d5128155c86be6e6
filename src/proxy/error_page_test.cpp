// SPDX-License-Identifier: Apache-2.0
#include "proxy/error_page.h"

#include <gtest/gtest.h>

#include <string>

namespace cardea::proxy {
namespace {

std::string page(http::MediaType form, std::string_view message) {
  http::Buffer out;
  write_error_body(out, form, message, "0123");
  return std::string(out.view());
}

TEST(ErrorPage, IsKongsTemplate) {
  EXPECT_EQ(
      page(http::MediaType::json, "no Route matched with those values"),
      "{\n  \"message\":\"no Route matched with those values\",\n  \"request_id\":\"0123\"\n}");
  EXPECT_EQ(page(http::MediaType::plain, "a 'b'"), "a 'b'\nrequest_id: 0123\n");
}

TEST(ErrorPage, EscapesWhatWouldEndTheText) {
  const std::string_view message = "\"a\" \\ <b> & 'c' \n é";
  EXPECT_EQ(page(http::MediaType::json, message),
            "{\n  \"message\":\"\\\"a\\\" \\\\ <b> & 'c' \\n é\",\n  \"request_id\":\"0123\"\n}");
  EXPECT_NE(page(http::MediaType::html, message).find("<p>\"a\" \\ &lt;b&gt; &amp; 'c' \n é.</p>"),
            std::string::npos);
  EXPECT_NE(page(http::MediaType::xml, message).find("\\ &lt;b&gt; &amp; 'c'"), std::string::npos);
  EXPECT_EQ(page(http::MediaType::plain, message).substr(0, message.size()), message);
}

}  // namespace
}  // namespace cardea::proxy
