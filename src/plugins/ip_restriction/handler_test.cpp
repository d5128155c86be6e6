// SPDX-License-Identifier: Apache-2.0
#include "plugins/ip_restriction/handler.h"

#include <gtest/gtest.h>

#include <random>

#include "plugin/exchange_for_tests.h"

namespace cardea::plugins::ip_restriction {
namespace {

using plugin::RequestForTests;
using Texts = std::vector<std::string>;

Settings lists(std::optional<Texts> allow, std::optional<Texts> deny) {
  Settings settings;
  settings.allow = std::move(allow);
  settings.deny = std::move(deny);
  return settings;
}

// The reason of a refusal; empty when it passes.
std::string reason(const Settings& settings, std::string_view client) {
  RequestForTests request("GET / HTTP/1.1\nHost: a", client);
  const IpRestrictionHandler handler(*Rules::make(settings));
  const auto verdict = plugin::decided(handler, request.exchange());
  return verdict.proceeds() ? "" : std::string(verdict.answer().reason);
}

TEST(IpRestriction, RefusesWhoIsDenied) {
  const auto settings = lists({}, Texts{"192.0.2.0/24", "2001:db8::/32"});
  EXPECT_EQ(reason(settings, "192.0.2.7"), "ip_restriction.denied");
  EXPECT_EQ(reason(settings, "::ffff:192.0.2.7"), "ip_restriction.denied");
  EXPECT_EQ(reason(settings, "2001:db8::1"), "ip_restriction.denied");
  EXPECT_EQ(reason(settings, "192.0.3.7"), "");
  EXPECT_EQ(reason(settings, "2001:db9::1"), "");
}

TEST(IpRestriction, RefusesWhoIsNotAllowed) {
  const auto settings = lists(Texts{"192.0.2.7", "fd00::/8"}, {});
  EXPECT_EQ(reason(settings, "192.0.2.7"), "");
  EXPECT_EQ(reason(settings, "fd12::1"), "");
  EXPECT_EQ(reason(settings, "192.0.2.8"), "ip_restriction.not_allowed");
  EXPECT_EQ(reason(settings, "::1"), "ip_restriction.not_allowed");
}

TEST(IpRestriction, DeniesFirst) {
  const auto settings = lists(Texts{"192.0.2.0/24"}, Texts{"192.0.2.128/25"});
  EXPECT_EQ(reason(settings, "192.0.2.1"), "");
  EXPECT_EQ(reason(settings, "192.0.2.200"), "ip_restriction.denied");
  EXPECT_EQ(reason(settings, "192.0.3.1"), "ip_restriction.not_allowed");
}

TEST(IpRestriction, AnEmptyListIsNone) {
  EXPECT_EQ(reason(lists(Texts{}, Texts{"10.0.0.0/8"}), "192.0.2.1"), "");
}

TEST(IpRestriction, SaysWhatIsConfigured) {
  RequestForTests request("GET / HTTP/1.1\nHost: a", "2001:DB8:0::1");
  auto settings = lists({}, Texts{"::/0"});
  const auto plain =
      plugin::decided(IpRestrictionHandler(*Rules::make(settings)), request.exchange());
  EXPECT_EQ(plain.answer().status, 403);
  EXPECT_EQ(plain.answer().message, "IP address not allowed: 2001:db8::1");
  settings.status = 429;
  settings.message = "Nein";
  const IpRestrictionHandler own(*Rules::make(settings));
  const auto verdict = plugin::decided(own, request.exchange());
  EXPECT_EQ(verdict.answer().status, 429);
  EXPECT_EQ(verdict.answer().message, "Nein");
}

// What a declaration lets through can be obeyed: otherwise a route would answer 503 for a setting
// that was accepted.
TEST(IpRestriction, ObeysWhateverItsCheckAccepts) {
  const auto check = schema::ip_or_cidr();
  constexpr std::string_view alphabet = "0123456789abcdef:./f ";
  std::mt19937 random(1);
  int good = 0;
  for (int i = 0; i < 200'000; ++i) {
    constexpr std::array<std::string_view, 6> starts = {
        "10.0.0.", "::ffff:1.2.3.", "2001:db8::", "0.0.0.0/", "::/", "::ffff:10.1.2.3/"};
    std::string text(starts[random() % starts.size()]);
    for (auto count = random() % 5; count > 0; --count)
      text += alphabet[random() % alphabet.size()];
    if (check.fault(json::Value(boost::json::string_view(text)))) continue;
    ++good;
    ASSERT_TRUE(net::Cidr::parse(text)) << text;
  }
  EXPECT_GT(good, 10'000);
}

}  // namespace
}  // namespace cardea::plugins::ip_restriction
