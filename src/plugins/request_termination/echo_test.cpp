// SPDX-License-Identifier: Apache-2.0
#include "plugins/request_termination/echo.h"

#include <gtest/gtest.h>

#include <random>

#include "json/parse.h"
#include "json/write.h"
#include "plugin/exchange_for_tests.h"

namespace cardea::plugins::request_termination {
namespace {

using plugin::RequestForTests;

const plugin::NodeNames node{.id = "node-1", .hostname = "here"};

json::Object echoed(RequestForTests& request, std::optional<std::string_view> body = "") {
  const auto text = write_echo({.exchange = request.exchange(), .node = node, .body = body});
  const auto parsed = json::parse_object(text);
  EXPECT_TRUE(parsed) << text;
  return parsed.value_or(json::Object());
}

std::string shown(const json::Object& document, std::string_view member) {
  const auto& request = document.at("request").as_object();
  const auto* const value = request.if_contains(boost::json::string_view(member));
  return value == nullptr ? "(none)" : json::write(*value);
}

TEST(Echo, ShowsTheRequest) {
  RequestForTests request(
      "POST /x?a=1&b&a=%202&c= HTTP/1.1\nHost: Shop.Example:99\nX-One: 1\nx-ONE: 2\n"
      "Content-Length: 0");
  const auto document = echoed(request);
  EXPECT_EQ(shown(document, "method"), R"("POST")");
  EXPECT_EQ(shown(document, "host"), R"("shop.example")");
  EXPECT_EQ(shown(document, "path"), R"("/x")");
  EXPECT_EQ(shown(document, "scheme"), R"("http")");
  EXPECT_EQ(shown(document, "query"), R"({"a":["1"," 2"],"b":true,"c":""})");
  EXPECT_EQ(shown(document, "headers"),
            R"({"content-length":"0","host":"Shop.Example:99","x-one":["1","2"]})");
  EXPECT_EQ(shown(document, "raw_body"), R"("")");
  EXPECT_EQ(shown(document, "body"), "(none)");
  EXPECT_EQ(document.at("kong").at("hostname"), "here");
  EXPECT_FALSE(document.contains("message"));
  EXPECT_FALSE(document.contains("matched_route"));
}

std::string parsed_body(std::string_view type, std::string_view body) {
  RequestForTests request("POST / HTTP/1.1\nHost: a\nContent-Type: " + std::string(type) +
                          "\nContent-Length: 1");
  const auto document = echoed(request, body);
  std::string raw;
  json::write_to(raw, json::Value(boost::json::string_view(body)));
  EXPECT_EQ(shown(document, "raw_body"), raw);
  return shown(document, "body");
}

TEST(Echo, ReadsBodies) {
  EXPECT_EQ(parsed_body("application/json; charset=utf-8", R"({"a":[1,null]})"),
            R"({"a":[1,null]})");
  EXPECT_EQ(parsed_body("Application/X-WWW-Form-URLencoded", "a=1&b=%C3%A4"),
            R"({"a":"1","b":"ä"})");
  EXPECT_EQ(parsed_body("application/json", "{"), "(none)");
  EXPECT_EQ(parsed_body("text/plain", "a=1"), "(none)");
}

TEST(Echo, LeavesOutABodyThatCouldNotBeHeld) {
  RequestForTests request("POST / HTTP/1.1\nHost: a\nContent-Length: 99999");
  EXPECT_EQ(shown(echoed(request, std::nullopt), "raw_body"), "(none)");
}

TEST(Echo, ShowsWhatMatched) {
  RequestForTests request("GET / HTTP/1.1\nHost: a");
  const store::Row route = {{"id", "r"}, {"name", "\"quoted\""}};
  const auto text = write_echo({.exchange = request.exchange(),
                                .node = node,
                                .message = "m",
                                .route = std::make_shared<const store::Row>(route)});
  const auto document = json::parse_object(text);
  ASSERT_TRUE(document) << text;
  EXPECT_EQ(document->at("matched_route").as_object(), route);
  EXPECT_EQ(document->at("message"), "m");
  EXPECT_FALSE(document->contains("matched_service"));
}

// Whatever bytes a request and its body are made of, what comes back is JSON.
TEST(Echo, IsAlwaysJson) {
  std::mt19937 random(1);
  for (int i = 0; i < 3000; ++i) {
    const auto bytes = [&](bool any) {
      std::string text;
      for (auto count = random() % 24; count > 0; --count) {
        const auto byte = random() % 256;
        const bool legal = byte >= 0x21 && byte != 0x7f;
        text += any || legal ? static_cast<char>(byte) : '&';
      }
      return text;
    };
    std::string query;
    for (const char c : bytes(false)) query += c > 0x21 && c < 0x7f && c != '#' ? c : '%';
    RequestForTests request("GET /?" + query + " HTTP/1.1\nHost: a\nX-Odd: " + bytes(false) +
                            "\nContent-Type: application/x-www-form-urlencoded");
    const std::string body = bytes(true);
    echoed(request, body);
  }
}

}  // namespace
}  // namespace cardea::plugins::request_termination
