// SPDX-License-Identifier: Apache-2.0
#include "plugins/correlation_id/handler.h"

#include <gtest/gtest.h>

#include "base/uuid.h"
#include "plugin/exchange_for_tests.h"

namespace cardea::plugins::correlation_id {
namespace {

using plugin::RequestForTests;

constexpr std::string_view plain = "GET / HTTP/1.1\nHost: a";

CorrelationIdHandler handler(bool echo, Generator generator = Generator::uuid) {
  return CorrelationIdHandler(
      {.header_name = "X-Id", .generator = generator, .echo_downstream = echo});
}

std::string echoed(const CorrelationIdHandler& handler, plugin::Exchange& exchange) {
  plugin::AnswerHead head;
  head.begin(200, std::span<const http::Field>());
  handler.on_response(exchange, head);
  const auto* const field = head.find("x-id");
  return field == nullptr ? "(none)" : std::string(field->value);
}

TEST(CorrelationId, NamesARequestWithoutAName) {
  for (const std::string_view sent : {"", "\nX-Id:"}) {
    RequestForTests request(std::string(plain) + std::string(sent));
    const auto one = handler(true);
    EXPECT_TRUE(plugin::decided(one, request.exchange()).proceeds());
    const auto id = request.added_upstream("X-Id");
    EXPECT_TRUE(is_uuid(id)) << id;
    EXPECT_EQ(echoed(one, request.exchange()), id);
  }
}

TEST(CorrelationId, LeavesTheClientsNameAlone) {
  RequestForTests request(std::string(plain) + "\nx-id: mine\nX-ID: other");
  const auto one = handler(true);
  plugin::decided(one, request.exchange());
  EXPECT_TRUE(request.exchange().upstream_fields().added.empty());
  EXPECT_TRUE(request.exchange().upstream_fields().dropped.empty());
  EXPECT_EQ(echoed(one, request.exchange()), "mine");
}

TEST(CorrelationId, DoesNotLetAClientTakeTheNameAway) {
  RequestForTests request(std::string(plain) +
                          "\nConnection: close\nX-Id: mine\nConnection: keep-alive, x-id");
  const auto one = handler(false);  // its field's name goes upstream
  plugin::decided(one, request.exchange());
  EXPECT_EQ(request.added_upstream("X-Id"), "mine");
}

TEST(CorrelationId, NamesAnswersToRequestsItHasNotSeen) {
  RequestForTests named(std::string(plain) + "\nX-Id: mine");
  EXPECT_EQ(echoed(handler(true), named.exchange()), "mine");
  RequestForTests unnamed(plain);
  EXPECT_TRUE(is_uuid(echoed(handler(true), unnamed.exchange())));
}

TEST(CorrelationId, SeesAnswersOnlyToEcho) {
  EXPECT_TRUE(handler(true).has_response_phase());
  EXPECT_FALSE(handler(false).has_response_phase());
}

TEST(CorrelationId, TracksWithoutAConnectionToo) {
  RequestForTests request(plain);
  const auto one = handler(false, Generator::tracker);  // its field's name goes upstream
  plugin::decided(one, request.exchange());
  EXPECT_TRUE(request.added_upstream("X-Id").ends_with("-0-0-1732500000.123"));
}

}  // namespace
}  // namespace cardea::plugins::correlation_id
