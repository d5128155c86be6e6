// SPDX-License-Identifier: Apache-2.0
#include "app/explanation.h"

#include <gtest/gtest.h>

#include "json/parse.h"

namespace cardea::app {
namespace {

json::Object read(std::string_view text) {
  auto object = json::parse_object(text);
  EXPECT_TRUE(object);
  return std::move(*object);
}

TEST(Printable, LeavesNoControlCharacters) {
  EXPECT_EQ(printable("plain \xC3\xA4 text"), "plain \xC3\xA4 text");
  EXPECT_EQ(printable("a\x1b[31m\r\n\tb\x7f"), "a?[31m???b?");
  EXPECT_EQ(printable("\xC2\x9B\xC2\xA0\xC2"), "?\xC2\xA0\xC2");  // C1, then what is none
  EXPECT_EQ(printable(std::string_view("\0", 1)), "?");
}

TEST(Decision, IsShownInColumns) {
  const auto decision = read(R"({"time":"2026-01-02T03:04:05.678Z","id":"0f","outcome":"denied",
    "reason":"jwt.expired","status":401,"client":"10.0.0.1","scheme":"https","method":"GET",
    "host":"api","path":"/x","route":{"id":"r1","name":"orders"},"service":{"id":"s1"},
    "concerns":"c1","concerns_username":"alice","configuration":{"revision":7,"position":9},
    "checks":[{"check":"route","outcome":"passed"},
      {"check":"jwt","outcome":"denied","reason":"jwt.expired","plugin":"p1",
       "bound_to":{"route":"r1"},"facts":{"key":"k","expired_seconds_ago":5}}],
    "meaning":"It is over.","causes":"Time.","fix":"Get a new one.","who":"client developer"})");
  EXPECT_EQ(decision_text(decision, Ink::plain), R"(Refused 401 jwt.expired
It is over.

Request        GET https://api/x from 10.0.0.1
Route          orders (r1)
Service        s1
Concerns       alice (c1), whose credential was named
Time           2026-01-02T03:04:05.678Z
Id             0f
Configuration  revision 7, store position 9

Checks, in their order
  1  route         passed
  2  jwt           denied: jwt.expired
                   plugin p1 of route orders
                   key                  k
                   expired_seconds_ago  5

What to do (who can: client developer)
  Get a new one.

Usual causes
  Time.
)");
}

TEST(Decision, IsShownAlsoWhenHalfOfItIsMissing) {
  EXPECT_NE(decision_text(read("{}"), Ink::plain).find("Checks"), std::string::npos);
  const auto odd = read(R"({"checks":[5,{"check":7}],"route":"r","facts":[],"status":null})");
  EXPECT_NE(decision_text(odd, Ink::plain).find("  1  7"), std::string::npos);
}

TEST(Effective, NamesScopesAndOthers) {
  const auto plugins = read(R"({"route":{"id":"r1","name":"orders"},"consumer":{"id":"c1",
    "name":"alice"},"plugins":[
      {"name":"jwt","id":"p1","bound_to":{},"authenticates":true,"instead_of":[]},
      {"name":"acl","id":"p2","bound_to":{"route":"r1","consumer":"c1"},"authenticates":false,
       "instead_of":[{"id":"p3","bound_to":{"service":"s1"}}]}],"consumer_is_known":true})");
  EXPECT_EQ(effective_text(plugins, "GET /x", "alice"), R"(GET /x as alice

Route          orders (r1)

Plugins, in the order in which they run
  1  jwt  of all requests (global)            p1  proves who asks
  2  acl  of route orders and consumer alice  p2
          instead of p3 of service s1
)");
}

}  // namespace
}  // namespace cardea::app
