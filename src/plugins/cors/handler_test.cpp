// SPDX-License-Identifier: Apache-2.0
#include "plugins/cors/handler.h"

#include <gtest/gtest.h>

#include <map>

#include "plugin/exchange_for_tests.h"

namespace cardea::plugins::cors {
namespace {

using plugin::RequestForTests;
using Said = std::map<std::string, std::string>;  // what begins with Access-Control- or is Vary

Settings with_origins(std::vector<std::string> origins) {
  Settings settings;
  settings.origins = std::move(origins);
  return settings;
}

CorsHandler handler(const Settings& settings) {
  return {settings, *Origins::make(settings.origins.value_or(std::vector<std::string>()))};
}

Said said(std::span<const http::Field> fields) {
  Said all;
  for (const auto& field : fields) {
    std::string name(field.name);
    if (name.starts_with("Access-Control-")) name = name.substr(15);
    EXPECT_TRUE(all.emplace(name, field.value).second) << name << " twice";
  }
  return all;
}

Said preflight(const CorsHandler& handler, std::string_view more = "",
               std::string_view origin = "https://a.example") {
  RequestForTests request("OPTIONS / HTTP/1.1\nHost: a\nOrigin: " + std::string(origin) +
                          "\nAccess-Control-Request-Method: PUT" + std::string(more));
  const auto verdict = plugin::decided(handler, request.exchange());
  EXPECT_FALSE(verdict.proceeds());
  EXPECT_EQ(verdict.answer().status, 200);
  EXPECT_TRUE(verdict.answer().body.empty() && verdict.answer().message.empty());
  return said(verdict.answer().fields);
}

Said simple(const CorsHandler& handler, std::string_view fields,
            std::span<const http::Field> answer = {}) {
  RequestForTests request("GET / HTTP/1.1\nHost: a" + std::string(fields));
  EXPECT_TRUE(plugin::decided(handler, request.exchange()).proceeds());
  plugin::AnswerHead head;
  head.begin(200, answer);
  handler.on_response(request.exchange(), head);
  return said(head.own());
}

const std::string all = "GET,HEAD,PUT,PATCH,POST,DELETE,OPTIONS,TRACE,CONNECT";
constexpr std::string_view from_a = "\nOrigin: https://a.example";

TEST(CorsPreflight, AllowsEverythingUnlessToldOtherwise) {
  EXPECT_EQ(preflight(handler({})), (Said{{"Allow-Origin", "*"}, {"Allow-Methods", all}}));
  EXPECT_EQ(preflight(handler({}), "\nAccess-Control-Request-Headers: x-a, x-b"),
            (Said{{"Allow-Origin", "*"}, {"Allow-Methods", all}, {"Allow-Headers", "x-a, x-b"}}));
}

TEST(CorsPreflight, SaysWhatIsConfigured) {
  Settings settings = with_origins({"https://a.example", "https://b.example"});
  settings.methods = {"GET", "PUT"};
  settings.headers = {"X-A", "X-B"};
  settings.exposed_headers = {"X-C"};
  settings.max_age = 3600;
  settings.credentials = true;
  const Said expected{{"Allow-Origin", "https://a.example"}, {"Allow-Methods", "GET,PUT"},
                      {"Allow-Headers", "X-A,X-B"},          {"Max-Age", "3600"},
                      {"Allow-Credentials", "true"},         {"Vary", "Origin"}};
  EXPECT_EQ(preflight(handler(settings), "\nAccess-Control-Request-Headers: x-z"), expected);
  Said other = expected;
  other.erase("Allow-Origin");
  EXPECT_EQ(preflight(handler(settings), "", "https://evil.example"), other);
}

TEST(CorsPreflight, LetsPagesIntoPrivateNetworksOnlyWhereAsked) {
  Settings settings;
  const std::string_view asks = "\nAccess-Control-Request-Private-Network: true";
  EXPECT_FALSE(preflight(handler(settings), asks).contains("Allow-Private-Network"));
  settings.private_network = true;
  EXPECT_EQ(preflight(handler(settings), asks)["Allow-Private-Network"], "true");
  EXPECT_FALSE(preflight(handler(settings)).contains("Allow-Private-Network"));
}

TEST(CorsPreflight, WritesAgesAsNumbers) {
  Settings settings;
  for (const auto& [age, text] :
       {std::pair{0.0, "0"}, {-1.0, "-1"}, {1.5, "1.5"}, {86400.0, "86400"}, {1e20, "1e+20"}}) {
    settings.max_age = age;
    EXPECT_EQ(preflight(handler(settings))["Max-Age"], text);
  }
}

TEST(CorsPreflight, IsNotEveryOptions) {
  for (const std::string_view text :
       {"OPTIONS / HTTP/1.1\nHost: a\nOrigin: https://a.example",
        "OPTIONS / HTTP/1.1\nHost: a\nAccess-Control-Request-Method: PUT",
        "OPTIONS / HTTP/1.1\nHost: a\nOrigin:\nAccess-Control-Request-Method: PUT",
        "GET / HTTP/1.1\nHost: a\nOrigin: https://a.example\nAccess-Control-Request-Method: PUT"}) {
    RequestForTests request(text);
    EXPECT_TRUE(plugin::decided(handler({}), request.exchange()).proceeds()) << text;
  }
}

TEST(CorsPreflight, IsLeftAloneAfterwards) {
  for (const bool go_on : {false, true}) {
    Settings settings;
    settings.preflight_continue = go_on;
    const auto one = handler(settings);
    RequestForTests request(
        "OPTIONS / HTTP/1.1\nHost: a\nOrigin: https://a.example\nAccess-Control-Request-Method: X");
    EXPECT_EQ(plugin::decided(one, request.exchange()).proceeds(), go_on);
    plugin::AnswerHead head;
    head.begin(200, std::span<const http::Field>());
    one.on_response(request.exchange(), head);
    EXPECT_TRUE(head.own().empty());
  }
}

TEST(Cors, AllowsEveryOrigin) {
  EXPECT_EQ(simple(handler({}), from_a), (Said{{"Allow-Origin", "*"}}));
  EXPECT_EQ(simple(handler({}), ""), (Said{{"Allow-Origin", "*"}}));
  EXPECT_EQ(simple(handler(with_origins({"https://b.example", "*"})), from_a),
            (Said{{"Allow-Origin", "*"}}));
}

TEST(Cors, NamesTheOriginWhereCredentialsMayCome) {
  Settings settings;
  settings.credentials = true;
  EXPECT_EQ(simple(handler(settings), from_a), (Said{{"Allow-Origin", "https://a.example"},
                                                     {"Allow-Credentials", "true"},
                                                     {"Vary", "Origin"}}));
  EXPECT_EQ(simple(handler(settings), "\nOrigin: null")["Allow-Origin"], "null");
  EXPECT_EQ(simple(handler(settings), ""), (Said{{"Allow-Origin", "*"}}));
}

TEST(Cors, SaysTheOnlyOriginToEverybody) {
  const Said expected{{"Allow-Origin", "https://a.example"}, {"Vary", "Origin"}};
  for (const std::string_view from :
       {from_a, std::string_view("\nOrigin: https://evil.example"), std::string_view("")}) {
    EXPECT_EQ(simple(handler(with_origins({"https://a.example"})), from), expected);
  }
}

TEST(Cors, SaysNothingToOtherOrigins) {
  const auto one = handler(with_origins({"https://a.example", "https://.*\\.b\\.example"}));
  EXPECT_EQ(simple(one, "\nOrigin: https://x.b.example")["Allow-Origin"], "https://x.b.example");
  EXPECT_EQ(simple(one, "\nOrigin: https://a.example:443")["Allow-Origin"], "https://a.example");
  for (const std::string_view from :
       {"\nOrigin: https://b.example", "\nOrigin: null", "\nOrigin:", ""}) {
    EXPECT_EQ(simple(one, from), (Said{{"Vary", "Origin"}})) << from;
  }
  EXPECT_EQ(simple(handler(with_origins({".*"})), ""), (Said{{"Vary", "Origin"}}));
}

TEST(Cors, ReplacesWhatTheUpstreamSays) {
  const std::array<http::Field, 2> theirs = {
      http::Field{"access-control-allow-origin", "https://theirs", http::FieldName::other},
      http::Field{"Vary", "Accept", http::FieldName::other}};
  RequestForTests request("GET / HTTP/1.1\nHost: a\nOrigin: https://evil.example");
  plugin::AnswerHead head;
  head.begin(200, theirs);
  handler(with_origins({"https://a.example", "https://b.example"}))
      .on_response(request.exchange(), head);
  EXPECT_EQ(head.find("Access-Control-Allow-Origin"), nullptr);
  ASSERT_EQ(head.own().size(), 2U);
  EXPECT_EQ(head.own()[0].value, "Accept");
  EXPECT_EQ(head.own()[1].value, "Origin");
}

TEST(Cors, DoesNotRepeatVary) {
  for (const std::string_view value : {"Accept, origin", "*", "Origin"}) {
    const std::array<http::Field, 1> theirs = {http::Field{"vary", value, http::FieldName::other}};
    const auto got = simple(handler(with_origins({"https://a.example"})), from_a, theirs);
    EXPECT_EQ(got.contains("Vary"), false) << value;
  }
}

TEST(Cors, ExposesFields) {
  Settings settings;
  settings.exposed_headers = {"X-A", "X-B"};
  EXPECT_EQ(simple(handler(settings), "")["Expose-Headers"], "X-A,X-B");
}

TEST(Cors, CanLeaveAnswersToOthersAlone) {
  Settings settings;
  settings.allow_origin_absent = false;
  settings.exposed_headers = {"X-A"};
  EXPECT_EQ(simple(handler(settings), ""), (Said{{"Vary", "Origin"}}));
  EXPECT_EQ(simple(handler(settings), from_a)["Allow-Origin"], "*");
}

}  // namespace
}  // namespace cardea::plugins::cors
