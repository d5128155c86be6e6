// SPDX-License-Identifier: Apache-2.0
#include "plugins/cors/origins.h"

#include <gtest/gtest.h>

#include <random>

namespace cardea::plugins::cors {
namespace {

using Texts = std::vector<std::string>;

bool contain(const Texts& configured, std::string_view origin) {
  const auto origins = Origins::make(configured);
  EXPECT_TRUE(origins);
  return origins->contain(normal_origin(origin));
}

TEST(NormalOrigin, LeavesOutTheSchemesOwnPort) {
  struct Case {
    std::string_view text, whole, host;
  };
  for (const auto& [text, whole, host] :
       {Case{"https://a.example", "https://a.example", "a.example"},
        Case{"https://a.example:443", "https://a.example", "a.example"},
        Case{"http://a.example:80", "http://a.example", "a.example"},
        Case{"http://a.example:443", "http://a.example:443", "a.example"},
        Case{"https://a.example:8443/x?y#z", "https://a.example:8443", "a.example"},
        Case{"https://[::1]:8443", "https://[::1]:8443", "[::1]"},
        Case{"https://[2001:db8::1]", "https://[2001:db8::1]", "[2001:db8::1]"},
        Case{"https://a.example:", "https://a.example", "a.example"},
        Case{"chrome-extension://abc", "chrome-extension://abc", "abc"}}) {
    const auto normal = normal_origin(text);
    EXPECT_EQ(normal.whole, whole) << text;
    EXPECT_EQ(normal.host, host) << text;
  }
}

TEST(NormalOrigin, TakesWhatIsNoneAsItIs) {
  for (const std::string_view text :
       {"null", "", "a.example", "a.example:80", "://a", "https://", "https://:80",
        "https://good.example@evil.example", "https:///x", "ht tp://a", "\x01\xff"}) {
    EXPECT_EQ(normal_origin(text).whole, text);
    EXPECT_EQ(normal_origin(text).host, text);
  }
}

TEST(Origins, EveryOneWithoutAListOrWithAStar) {
  EXPECT_TRUE(Origins::make(Texts{})->every());
  EXPECT_TRUE(Origins::make(Texts{"*"})->every());
  EXPECT_TRUE(Origins::make(Texts{"https://a.example", "*"})->every());
  EXPECT_FALSE(Origins::make(Texts{"https://a.example"})->every());
}

TEST(Origins, TellOneAlone) {
  EXPECT_EQ(Origins::make(Texts{"https://a.example"})->only(), "https://a.example");
  EXPECT_EQ(Origins::make(Texts{"https://a.example", "https://b.example"})->only(), std::nullopt);
  EXPECT_EQ(Origins::make(Texts{".*"})->only(), std::nullopt);
}

TEST(Origins, FindPlainOnes) {
  const Texts list{"https://a.example", "b.example", "http://c.example:80", "https://d.example:99"};
  for (const std::string_view good :
       {"https://a.example", "https://a.example:443", "http://b.example", "https://b.example:77",
        "http://c.example", "http://c.example:80", "https://d.example:99", "b.example"}) {
    EXPECT_TRUE(contain(list, good)) << good;
  }
  for (const std::string_view bad :
       {"http://a.example", "https://a.example:8443", "https://xa.example",
        "https://a.example.evil", "https://A.example", "https://sub.b.example", "https://c.example",
        "https://d.example", "null", "https://a.example@evil.example",
        "https://evil.example#https://a.example"}) {
    EXPECT_FALSE(contain(list, bad)) << bad;
  }
}

TEST(Origins, FindByExpressions) {
  const Texts list{R"(https://([a-z]+\.)?example\.com(:\d+)?)", R"(.*\.by-host\.example$)"};
  for (const std::string_view good :
       {"https://example.com", "https://a.example.com", "https://a.example.com:8443",
        "http://x.by-host.example:99"}) {
    EXPECT_TRUE(contain(list, good)) << good;
  }
  for (const std::string_view bad :
       {"http://example.com", "https://example.com.evil", "xhttps://example.com",
        "https://by-host.example", "https://x.by-host.example.evil"}) {
    EXPECT_FALSE(contain(list, bad)) << bad;
  }
}

// Kong puts its `$` behind the last alternative only.
TEST(Origins, BindBothEndsOfEveryAlternative) {
  const Texts list{"https://a\\.example|https://b\\.example"};
  EXPECT_TRUE(contain(list, "https://a.example"));
  EXPECT_TRUE(contain(list, "https://b.example"));
  EXPECT_FALSE(contain(list, "https://a.example.evil"));
  EXPECT_FALSE(contain(list, "https://evilhttps://b.example"));
}

TEST(Origins, RefuseWhatDoesNotCompile) {
  EXPECT_FALSE(Origins::make(Texts{"("}));
  EXPECT_TRUE(Origins::make(Texts{"*", "("})->every());
}

TEST(Origins, DoNotSearchForEver) {
  const Texts list{"(a+)+b?", "(b+)+c"};
  EXPECT_FALSE(contain(list, "https://" + std::string(400, 'a') + "!"));
  EXPECT_FALSE(contain({".*"}, std::string(5000, 'a')));
  EXPECT_TRUE(contain({".*"}, std::string(500, 'a')));
}

// Whatever a client sends: the normal form is a part of it, is its own normal form, and an origin
// that is configured as plain text is found however often it is asked.
TEST(Origins, HoldForAnyText) {
  constexpr std::string_view alphabet = "ahtps:/.-@[]0489?# *\\\xc3";
  std::mt19937 random(1);
  for (int i = 0; i < 20000; ++i) {
    std::string text = i % 2 == 0 ? "https://" : "";
    for (auto count = random() % 20; count > 0; --count)
      text += alphabet[random() % alphabet.size()];
    const auto normal = normal_origin(text);
    ASSERT_TRUE(text.starts_with(normal.whole)) << text;
    ASSERT_TRUE(normal.whole.contains(normal.host)) << text;
    const auto again = normal_origin(normal.whole);
    ASSERT_EQ(again.whole, normal.whole) << text;
    ASSERT_EQ(again.host, normal.host) << text;
    const bool plain = text.find_first_not_of("ahtps:/.-0489") == std::string::npos;
    if (plain && !text.empty()) ASSERT_TRUE(contain({text, "other"}, text)) << text;
  }
}

}  // namespace
}  // namespace cardea::plugins::cors
