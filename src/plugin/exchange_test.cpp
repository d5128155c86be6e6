// SPDX-License-Identifier: Apache-2.0
#include "plugin/exchange.h"

#include <gtest/gtest.h>

#include "plugin/exchange_for_tests.h"

namespace cardea::plugin {
namespace {

TEST(Exchange, ReplacesFieldsOfAnyNameUpstream) {
  RequestForTests request("GET / HTTP/1.1\nHost: a\nX-Mine: 1\nX-Other: 2\nx-mine: 3");
  Exchange& exchange = request.exchange();
  exchange.set_upstream_field("X-Mine", "new");
  exchange.set_upstream_field("x-mine", "newer");
  const UpstreamFields& fields = exchange.upstream_fields();
  EXPECT_TRUE(fields.dropped.contains(1));
  EXPECT_FALSE(fields.dropped.contains(2));
  EXPECT_TRUE(fields.dropped.contains(3));
  ASSERT_EQ(fields.added.size(), 1U);
  EXPECT_EQ(fields.added[0].value, "newer");
}

TEST(Exchange, LeavesToTheGatewayWhatOnlyItSays) {
  RequestForTests request("POST / HTTP/1.1\nHost: a\nContent-Length: 0");
  for (const std::string_view name : {"Host", "Content-Length", "Transfer-Encoding", "Connection",
                                      "X-Forwarded-For", "X-Real-IP", "X-Kong-Request-Id", "Via"}) {
    request.exchange().set_upstream_field(name, "1");
    request.exchange().drop_upstream_field(name);
  }
  EXPECT_TRUE(request.exchange().upstream_fields().added.empty());
  EXPECT_TRUE(request.exchange().upstream_fields().dropped.empty());
}

TEST(Exchange, KeepsNotesApartAndUntilTheNextRequest) {
  RequestForTests request("GET / HTTP/1.1\nHost: a");
  Exchange& exchange = request.exchange();
  const int one = 0;
  const int other = 0;
  EXPECT_EQ(exchange.recall(&one), std::nullopt);
  exchange.remember(&one, "first");
  exchange.remember(&one, "second");
  exchange.remember(&other, "");
  EXPECT_EQ(exchange.recall(&one), "second");
  EXPECT_EQ(exchange.recall(&other), "");
  exchange.reset();
  EXPECT_EQ(exchange.recall(&one), std::nullopt);
  EXPECT_FALSE(exchange.has_begun());
}

}  // namespace
}  // namespace cardea::plugin
