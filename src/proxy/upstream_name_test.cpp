// SPDX-License-Identifier: Apache-2.0
#include "proxy/upstream_name.h"

#include <gtest/gtest.h>

namespace cardea::proxy {
namespace {

std::string name_for(std::string_view host, bool preserved) {
  auto service = std::make_shared<ServiceEntry>();
  service->server_name = "service.test";
  RouteEntry route;
  route.service = service;
  route.preserve_host = preserved;
  http::RequestHead request;
  request.host = host;
  Arena arena;
  return std::string(upstream_name(route, request, arena));
}

TEST(UpstreamName, IsTheServicesHost) {
  EXPECT_EQ(name_for("client.test", false), "service.test");
}

TEST(UpstreamName, IsTheClientsHostWhereThatIsPreserved) {
  EXPECT_EQ(name_for("client.test", true), "client.test");
  EXPECT_EQ(name_for("Client.TEST.:8443", true), "client.test");
  EXPECT_EQ(name_for("127.0.0.1:80", true), "127.0.0.1");
  EXPECT_EQ(name_for("[::1]:80", true), "::1");
}

TEST(UpstreamName, IsTheServicesHostForRequestsWithoutOne) {
  EXPECT_EQ(name_for("", true), "service.test");
}

}  // namespace
}  // namespace cardea::proxy
