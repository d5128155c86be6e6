// SPDX-License-Identifier: Apache-2.0
#include "plugins/request_termination/handler.h"

#include <gtest/gtest.h>

#include "plugin/exchange_for_tests.h"
#include "schema/violations.h"

namespace cardea::plugins::request_termination {
namespace {

using plugin::RequestForTests;

constexpr std::string_view plain = "GET /x HTTP/1.1\nHost: a";

plugin::Answer answer(Settings settings) {
  RequestForTests request(plain);
  const RequestTerminationHandler handler(std::move(settings), {});
  const auto verdict = plugin::decided(handler, request.exchange());
  EXPECT_FALSE(verdict.proceeds());
  plugin::Answer copy = verdict.answer();
  static std::string body, type;  // the handler's texts die with it
  body = copy.body;
  type = copy.content_type;
  copy.body = body;
  copy.content_type = type;
  return copy;
}

TEST(RequestTermination, SaysTheStandardMessage) {
  EXPECT_EQ(answer({}).status, 503);
  EXPECT_EQ(answer({}).body, R"({"message":"Service unavailable"})");
  EXPECT_EQ(answer({}).content_type, "application/json; charset=utf-8");
  EXPECT_EQ(answer({.status_code = 404}).body, R"({"message":"Not found"})");
  EXPECT_EQ(answer({.status_code = 401}).body, R"({"message":"Unauthorized"})");
  EXPECT_EQ(answer({.status_code = 418}).body, "");
}

TEST(RequestTermination, SaysTheConfiguredOne) {
  EXPECT_EQ(answer({.message = "Grüße \"an\" /alle\n"}).body,
            R"({"message":"Grüße \"an\" /alle\n"})");
}

TEST(RequestTermination, SendsABodyAsItIs) {
  const auto got = answer({.status_code = 200, .content_type = "text/html", .body = "<p>\xc3"});
  EXPECT_EQ(got.body, "<p>\xc3");
  EXPECT_EQ(got.content_type, "text/html");
  EXPECT_EQ(answer({.body = "{}"}).content_type, "application/json; charset=utf-8");
}

bool is_triggered(std::string_view text) {
  RequestForTests request(text);
  const RequestTerminationHandler handler({.trigger = "X-Stop"}, {});
  return !plugin::decided(handler, request.exchange()).proceeds();
}

TEST(RequestTermination, WaitsForItsTrigger) {
  EXPECT_FALSE(is_triggered(plain));
  EXPECT_FALSE(is_triggered("GET /?x-stop&X-Stopp=1&y=X-Stop HTTP/1.1\nHost: a"));
  for (const std::string_view good :
       {"GET / HTTP/1.1\nHost: a\nx-stop:", "GET / HTTP/1.1\nHost: a\nX-STOP: no",
        "GET /?X-Stop HTTP/1.1\nHost: a", "GET /?a=1&X%2DStop=0 HTTP/1.1\nHost: a"}) {
    EXPECT_TRUE(is_triggered(good)) << good;
  }
}

std::string fault(const json::Object& config) {
  schema::Violations wrong;
  settings_together().judge({{"config", config}}, wrong);
  return wrong.empty() ? "" : wrong.message();
}

TEST(RequestTermination, RefusesSettingsThatExcludeEachOther) {
  EXPECT_EQ(fault({{"message", "m"}, {"body", "b"}}),
            "schema violation (config: message cannot be used with content_type or body)");
  EXPECT_EQ(fault({{"content_type", "t"}, {"body", nullptr}}),
            "schema violation (config: content_type requires a body)");
  EXPECT_EQ(fault({{"echo", true}, {"body", "b"}}),
            "schema violation (config: echo cannot be used with content_type and body)");
  EXPECT_EQ(fault({{"echo", false}, {"content_type", "t"}, {"body", "b"}}), "");
  EXPECT_EQ(fault({{"echo", true}, {"message", "m"}}), "");
}

}  // namespace
}  // namespace cardea::plugins::request_termination
