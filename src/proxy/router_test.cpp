// SPDX-License-Identifier: Apache-2.0
#include "proxy/router.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "proxy/route_rule.h"
#include "proxy/snapshot.h"

namespace cardea::proxy {
namespace {

using Strings = std::vector<std::string>;

model::Route route(std::string id) {
  model::Route one;
  one.id = std::move(id);
  return one;
}

Router::Source source(const model::Route& one) {
  auto entry = std::make_shared<RouteEntry>();
  entry->id = one.id;
  return {std::move(entry), one};
}

std::shared_ptr<const Router> router(const std::vector<model::Route>& routes) {
  std::vector<Router::Source> sources;
  sources.reserve(routes.size());
  for (const auto& one : routes) sources.push_back(source(one));
  return Router::make(sources);
}

struct Question {
  std::string method = "GET", host = "a.com", path = "/";
  http::Fields fields = {};
  std::uint16_t port = 80;
};

std::string ask(const Router& router, const Question& question, std::size_t* matched = nullptr) {
  const Match match = router.find({.method = question.method,
                                   .host = question.host,
                                   .port = question.port,
                                   .path = question.path,
                                   .fields = &question.fields});
  if (matched != nullptr) *matched = match.matched;
  return match.route == nullptr ? "" : match.route->id;
}

TEST(Router, TakesPrefixesWithoutSegmentBoundary) {
  auto one = route("r");
  one.paths = Strings{"/route"};
  const auto routes = router({one});
  std::size_t matched = 0;
  EXPECT_EQ(ask(*routes, {.path = "/router/x"}, &matched), "r");
  EXPECT_EQ(matched, 6U);
  EXPECT_EQ(ask(*routes, {.path = "/rout"}), "");
}

TEST(Router, PrefersLongerPrefixes) {
  auto a = route("a"), b = route("b");
  a.paths = Strings{"/"};
  b.paths = Strings{"/x/y"};
  const auto routes = router({a, b});
  EXPECT_EQ(ask(*routes, {.path = "/x/y/z"}), "b");
  EXPECT_EQ(ask(*routes, {.path = "/x/z"}), "a");
}

TEST(Router, PrefersMoreKindsOfConditionsToLongerPaths) {
  auto longer = route("longer"), both = route("both");
  longer.paths = Strings{"/x/y/z"};
  both.paths = Strings{"/x"};
  both.hosts = Strings{"a.com"};
  EXPECT_EQ(ask(*router({longer, both}), {.path = "/x/y/z"}), "both");
}

TEST(Router, PrefersPlainHostsToWildcards) {
  auto plain = route("plain"), wild = route("wild"), tail = route("tail");
  plain.hosts = Strings{"b.a.com"};
  wild.hosts = Strings{"*.a.com"};
  tail.hosts = Strings{"c.a.*"};
  const auto routes = router({plain, wild, tail});
  EXPECT_EQ(ask(*routes, {.host = "b.a.com"}), "plain");
  EXPECT_EQ(ask(*routes, {.host = "x.a.com"}), "wild");
  EXPECT_EQ(ask(*routes, {.host = "a.com"}), "");
  EXPECT_EQ(ask(*routes, {.host = "c.a.org"}), "tail");
}

TEST(Router, ComparesPortsOnlyWhereTheRouteNamesOne) {
  auto one = route("one"), other = route("other");
  one.hosts = Strings{"a.com:8000"};
  other.hosts = Strings{"b.com"};
  const auto routes = router({one, other});
  EXPECT_EQ(ask(*routes, {.port = 8000}), "one");
  EXPECT_EQ(ask(*routes, {.port = 80}), "");
  EXPECT_EQ(ask(*routes, {.host = "b.com", .port = 1}), "other");
}

TEST(Router, PrefersRegularExpressionsByTheirPriority) {
  auto prefix = route("prefix"), low = route("low"), high = route("high");
  prefix.paths = Strings{"/status/long/prefix"};
  low.paths = Strings{"~/status/\\d+"};
  high.paths = Strings{"~/status/(?<n>\\d+)"};
  high.regex_priority = 5;
  low.regex_priority = -1;
  const auto routes = router({prefix, low, high});
  std::size_t matched = 0;
  EXPECT_EQ(ask(*routes, {.path = "/status/123/x"}, &matched), "high");
  EXPECT_EQ(matched, 11U);
  EXPECT_EQ(ask(*routes, {.path = "/x/status/1"}), "");
  EXPECT_EQ(ask(*routes, {.path = "/status/long/prefix"}), "prefix");
}

TEST(Router, StopsRunawayExpressions) {
  auto one = route("one");
  one.paths = Strings{"~/(a+)+$"};
  const auto routes = router({one});
  const std::string path = "/" + std::string(5000, 'a') + "b";
  const http::Fields none;
  const Match match =
      routes->find({.method = "GET", .host = "a.com", .path = path, .fields = &none});
  EXPECT_EQ(match.route, nullptr);
  EXPECT_TRUE(match.failed) << "given up is not the same as no match";
}

TEST(Router, ComparesMethodsAndHeaders) {
  auto one = route("one");
  one.methods = Strings{"POST"};
  one.headers = {{"x-version", {"1", "Two"}}};
  const auto routes = router({one});
  Question question{.method = "POST"};
  EXPECT_EQ(ask(*routes, question), "");
  question.fields.add("X-Version", "9");
  question.fields.add("X-Version", "TWO");
  EXPECT_EQ(ask(*routes, question), "one");
  question.method = "GET";
  EXPECT_EQ(ask(*routes, question), "");
}

bool host_fits(const HostRule& rule, std::string_view host) {
  const std::string& text = rule.text;
  switch (rule.kind) {
    case HostRule::Kind::exact:
      return host == text;
    case HostRule::Kind::suffix:
      return host.size() > text.size() && host.ends_with(text);
    case HostRule::Kind::prefix:
      return host.size() > text.size() && host.starts_with(text);
  }
  return false;
}

// The rules of the contract without any cleverness: all of them, one after the other.
std::string slowly(const std::vector<model::Route>& routes, const Question& question) {
  const RouteRule* best = nullptr;
  std::vector<RouteRules> kept;
  for (const auto& one : routes) {
    kept.push_back(make_rules(source(one)));
    for (const auto& rule : kept.back()) {
      bool failed = false;
      const Asked asked{.method = question.method,
                        .host = question.host,
                        .port = question.port,
                        .path = question.path,
                        .fields = &question.fields,
                        .failed = &failed};
      const bool host = !rule->host || host_fits(*rule->host, question.host);
      const bool path = rule->regex ? rule->regex->match(question.path).matched
                                    : question.path.starts_with(rule->prefix);
      if (!host || !path || !rule->fits(asked)) continue;
      if (best == nullptr || rule->rank() > best->rank()) best = rule.get();
    }
  }
  return best == nullptr ? "" : best->route->id;
}

class RandomRoutes {
 public:
  explicit RandomRoutes(unsigned seed) : random_(seed) {}

  model::Route make(std::string id) {
    auto one = route(std::move(id));
    const Strings hosts = {"a.com", "b.a.com", "*.a.com", "a.*", "*.com", "a.com:80", "c.org"};
    if (chance()) one.hosts = Strings{pick(hosts), pick(hosts)};
    if (chance())
      one.paths = Strings{path(), chance() ? path() : "~/" + pick({"a+", "[ab]+/", "b", "a/?b"})};
    if (chance()) one.methods = Strings{pick({"GET", "POST"})};
    if (chance()) one.regex_priority = static_cast<std::int64_t>(random_() % 3);
    return one;
  }
  Question ask() {
    return {.method = pick({"GET", "POST"}),
            .host = pick({"a.com", "b.a.com", "x.a.com", "a.org", "c.org"}),
            .path = path()};
  }
  bool chance() { return random_() % 2 == 0; }
  std::size_t below(std::size_t count) { return random_() % count; }

 private:
  std::string pick(const Strings& from) { return from[random_() % from.size()]; }
  std::string path() {
    std::string text = "/";
    for (std::size_t i = random_() % 6; i > 0; --i) text += pick({"a", "b", "/"});
    return text;
  }
  std::mt19937 random_;
};

TEST(Router, FindsWhatTheRulesSaySlowly) {
  RandomRoutes random(7);
  for (int round = 0; round < 300; ++round) {
    std::vector<model::Route> routes;
    routes.reserve(12);
    for (int i = 0; i < 12; ++i) routes.push_back(random.make("r" + std::to_string(i)));
    const auto compiled = router(routes);
    for (int i = 0; i < 30; ++i) {
      const Question question = random.ask();
      ASSERT_EQ(ask(*compiled, question), slowly(routes, question))
          << question.host << question.path;
    }
  }
}

TEST(Router, ChangesLikeOneMadeAnew) {
  RandomRoutes random(8);
  std::vector<model::Route> routes;
  routes.reserve(40);
  for (int i = 0; i < 40; ++i) routes.push_back(random.make("r" + std::to_string(i)));
  auto changed = router(routes);
  for (int round = 0; round < 300; ++round) {
    const std::size_t at = random.below(routes.size());
    const auto before = changed;
    const Question question = random.ask();
    const std::string answer = ask(*before, question);
    if (random.chance() && routes.size() > 5) {
      const Strings removed = {routes[at].id};
      routes.erase(routes.begin() + static_cast<std::ptrdiff_t>(at));
      changed = Router::change(*changed, {}, removed);
    } else {
      const std::string id = random.chance() ? routes[at].id : "n" + std::to_string(round);
      std::erase_if(routes, [&](const auto& one) { return one.id == id; });
      routes.push_back(random.make(id));
      changed = Router::change(*changed, {source(routes.back())}, {});
    }
    EXPECT_EQ(ask(*before, question), answer) << "a change must not touch the router before it";
    for (int i = 0; i < 10; ++i) {
      const Question other = random.ask();
      ASSERT_EQ(ask(*changed, other), slowly(routes, other)) << other.host << other.path;
    }
    EXPECT_EQ(changed->size(), routes.size());
  }
}

}  // namespace
}  // namespace cardea::proxy
