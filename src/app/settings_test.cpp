// SPDX-License-Identifier: Apache-2.0
// The table of settings as a whole, and the readers of its types.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "app/kong_settings.h"
#include "app/setting.h"

namespace cardea::app {
namespace {

using ::testing::HasSubstr;

template <class Value>
Value read_as(std::string_view text) {
  Value value{};
  const auto done = read(text, value);
  EXPECT_TRUE(done) << text << ": " << done.error().detail;
  return value;
}

template <class Value>
std::string refusal(std::string_view text) {
  Value value{};
  const auto done = read(text, value);
  EXPECT_FALSE(done) << text;
  return done ? "" : done.error().detail;
}

TEST(Settings, HaveNamesOfTheirOwnAndSayWhatTheyAre) {
  std::set<std::string_view> names;
  for (const auto& setting : settings()) {
    EXPECT_TRUE(names.insert(setting.name).second) << setting.name;
    for (const auto alias : setting.aliases) EXPECT_TRUE(names.insert(alias).second) << alias;
    EXPECT_TRUE(setting.about.ends_with('.')) << setting.name;
    EXPECT_GE(setting.about.size(), 20U) << setting.name;
    EXPECT_FALSE(setting.kind.empty()) << setting.name;
  }
}

TEST(Settings, HaveDefaultsThatTheyTakeThemselves) {
  NodeConfig config;
  for (const auto& setting : settings()) {
    if (setting.preset == "auto") continue;
    const auto done = setting.read(setting.preset, config);
    EXPECT_TRUE(done) << setting.name << ": " << done.error().detail;
  }
}

TEST(Settings, ReadSizes) {
  EXPECT_EQ(read_as<Bytes>("0").count, 0U);
  EXPECT_EQ(read_as<Bytes>("8k").count, 8192U);
  EXPECT_EQ(read_as<Bytes>("1.5M").count, 1572864U);
  EXPECT_EQ(read_as<Bytes>("2g").count, std::uint64_t{2} << 30U);
  for (const char* text : {"", "k", "-1", "8kb", "8 x", "1e3", "nan", "inf", "99999999999g"}) {
    EXPECT_THAT(refusal<Bytes>(text), HasSubstr("such as 128m")) << text;
  }
}

TEST(Settings, ReadTimes) {
  using std::chrono::milliseconds;
  EXPECT_EQ(read_as<Duration>("60"), milliseconds(60'000));
  EXPECT_EQ(read_as<Duration>("0.5"), milliseconds(500));
  EXPECT_EQ(read_as<Duration>("250ms"), milliseconds(250));
  EXPECT_EQ(read_as<Duration>("2m"), milliseconds(120'000));
  EXPECT_EQ(read_as<Duration>("1d"), milliseconds(86'400'000));
  EXPECT_EQ(read_as<std::optional<Duration>>(""), std::nullopt);
  for (const char* text : {"", "s", "-1s", "1y", "1 2", "9999999999d"}) {
    EXPECT_THAT(refusal<Duration>(text), HasSubstr("such as 60s")) << text;
  }
}

TEST(Settings, ReadWords) {
  EXPECT_TRUE(read_as<bool>("on"));
  EXPECT_FALSE(read_as<bool>("false"));
  EXPECT_THAT(refusal<bool>("yes"), HasSubstr("on or off"));
  using enum net::TlsVersion;
  EXPECT_EQ(read_as<net::TlsVersions>("TLSv1.2 TLSv1.3"), (net::TlsVersions{tls1_2, tls1_3}));
  EXPECT_EQ(read_as<net::TlsVersions>("TLSv1.3"), (net::TlsVersions{tls1_3, tls1_3}));
  EXPECT_EQ(read_as<net::TlsVersions>("TLSv1.2"), (net::TlsVersions{tls1_2, tls1_2}));
  EXPECT_THAT(refusal<net::TlsVersions>("TLSv1.1 TLSv1.2"), HasSubstr("RFC 8996"));
  EXPECT_EQ(read_as<observe::Severity>("crit"), observe::Severity::crit);
  EXPECT_THAT(refusal<Database>("postgres"), HasSubstr("use sqlite"));
  EXPECT_THAT(refusal<Database>("mysql"), HasSubstr("one of sqlite, memory"));
  EXPECT_TRUE(read_as<DnsOrder>("LAST,SRV,A,CNAME").ipv4);
  EXPECT_TRUE(read_as<DnsOrder>("AAAA").ipv6);
  EXPECT_THAT(refusal<DnsOrder>("SRV"), HasSubstr("A, AAAA or both"));
}

TEST(Settings, ReadHeaderNames) {
  const auto all = read_as<AnswerHeaders>("server_tokens, latency_tokens, x-kong-request-id");
  EXPECT_TRUE(all.server && all.via && all.proxy_latency && all.upstream_latency &&
              all.response_latency && all.request_id);
  EXPECT_FALSE(all.upstream_status);
  EXPECT_EQ(read_as<AnswerHeaders>("off"), AnswerHeaders());
  EXPECT_TRUE(read_as<AnswerHeaders>("X-Kong-Upstream-Status").upstream_status);
  EXPECT_THAT(refusal<AnswerHeaders>("X-Other"), HasSubstr("`X-Other`"));
  EXPECT_TRUE(read_as<UpstreamHeaders>("X-Kong-Request-Id").request_id);
}

TEST(Settings, KeepTheirLimits) {
  NodeConfig config;
  const auto refused = [&](std::string_view name, std::string_view text) {
    const auto done = find_setting(name)->read(text, config);
    EXPECT_FALSE(done) << name << " = " << text;
    return done ? "" : done.error().detail;
  };
  EXPECT_THAT(refused("workers", "0"), HasSubstr("between 1 and 1024"));
  EXPECT_THAT(refused("client_max_header_size", "100"), HasSubstr("between 1k and 1m"));
  EXPECT_THAT(refused("client_header_timeout", "0"), HasSubstr("between 10ms"));
  EXPECT_THAT(refused("real_ip_header", "proxy_protocol"), HasSubstr("not built yet"));
  EXPECT_THAT(refused("node_id", "one"), HasSubstr("UUID"));
  EXPECT_THAT(refused("ssl_cert", "/nonexistent.pem"), HasSubstr("/nonexistent.pem"));
  EXPECT_THAT(refused("trusted_ips", "10.0.0.0/40"), HasSubstr("10.0.0.0/40"));
  EXPECT_THAT(refused("proxy_access_log", "logs/access.log basic"), HasSubstr("JSON"));
  EXPECT_THAT(refused("admin_token", "short"), HasSubstr("16 characters"));
}

TEST(Settings, ExplainKongsOwn) {
  EXPECT_THAT(std::string(why_without_effect("nginx_http_gzip")), HasSubstr("no nginx"));
  EXPECT_THAT(std::string(why_without_effect("pg_host")), HasSubstr("SQLite"));
  EXPECT_THAT(std::string(why_without_effect("lua_package_path")), HasSubstr("no Lua"));
  EXPECT_EQ(why_without_effect("log_level"), "");
  for (const auto& setting : settings()) {
    EXPECT_EQ(why_without_effect(setting.name), "") << setting.name;
  }
}

}  // namespace
}  // namespace cardea::app
