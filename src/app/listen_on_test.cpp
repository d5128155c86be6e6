// SPDX-License-Identifier: Apache-2.0
// The words of listeners.
#include "app/listen_on.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cardea::app {
namespace {

using ::testing::HasSubstr;

std::vector<ListenOn> parsed(std::string_view text) {
  auto listeners = parse_listeners(text);
  EXPECT_TRUE(listeners) << listeners.error().detail;
  return listeners ? *listeners : std::vector<ListenOn>();
}

std::string refusal(std::string_view text) {
  const auto listeners = parse_listeners(text);
  EXPECT_FALSE(listeners) << text;
  return listeners ? "" : listeners.error().detail;
}

TEST(ListenOn, ReadsKongsDefault) {
  const auto listeners = parsed(
      "0.0.0.0:8000 reuseport backlog=16384, 0.0.0.0:8443 http2 ssl reuseport backlog=16384");
  ASSERT_EQ(listeners.size(), 2U);
  EXPECT_EQ(listeners[0].address.text(), "0.0.0.0:8000");
  EXPECT_FALSE(listeners[0].tls);
  EXPECT_EQ(listeners[0].backlog, 16384);
  EXPECT_TRUE(listeners[1].tls);
  EXPECT_TRUE(listeners[1].http2);
  EXPECT_EQ(listeners[1].text(), "0.0.0.0:8443 ssl http2 backlog=16384");
}

TEST(ListenOn, ReadsEveryKindOfAddress) {
  EXPECT_EQ(parsed("[::1]:8001 deferred")[0].text(), "[::1]:8001 deferred");
  EXPECT_EQ(parsed("localhost:8001")[0].text(), "127.0.0.1:8001");
  EXPECT_EQ(parsed("unix:/run/cardea.sock")[0].text(), "unix:/run/cardea.sock");
  EXPECT_TRUE(parsed("off").empty());
  EXPECT_TRUE(parsed(" off ").empty());
}

TEST(ListenOn, KnowsWhatOnlyThisMachineReaches) {
  for (const char* text : {"127.0.0.1:1", "127.8.9.10:1", "[::1]:1", "unix:/x"}) {
    EXPECT_TRUE(parsed(text)[0].is_local()) << text;
  }
  for (const char* text : {"0.0.0.0:1", "[::]:1", "10.0.0.1:1", "[2001:db8::1]:1"}) {
    EXPECT_FALSE(parsed(text)[0].is_local()) << text;
  }
}

TEST(ListenOn, SaysWhatItRefuses) {
  EXPECT_THAT(refusal("8000"), HasSubstr("`8000` is no address to listen on"));
  EXPECT_THAT(refusal("example.com:80"), HasSubstr("write IP:port"));
  EXPECT_THAT(refusal("0.0.0.0:99999"), HasSubstr("0.0.0.0:99999"));
  EXPECT_THAT(refusal("0.0.0.0:80 tls"), HasSubstr("unknown word `tls`"));
  EXPECT_THAT(refusal("0.0.0.0:80 proxy_protocol"), HasSubstr("trusted_ips"));
  EXPECT_THAT(refusal("0.0.0.0:80 backlog=-1"), HasSubstr("backlog=-1"));
  EXPECT_THAT(refusal("0.0.0.0:80 backlog=9x"), HasSubstr("whole number"));
  EXPECT_THAT(refusal("0.0.0.0:80,"), HasSubstr("empty"));
  EXPECT_THAT(refusal("off, 0.0.0.0:80"), HasSubstr("`off`"));
}

}  // namespace
}  // namespace cardea::app
