// SPDX-License-Identifier: Apache-2.0
#include "proxy/upstream_path.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace cardea::proxy {
namespace {

struct Case {
  std::string service, route, request, kept, stripped;
};

// A selection of Kong's own vectors for path_handling v0.
const std::vector<Case> cases = {
    {"/", "/", "/route/", "/route/", "/route/"},
    {"/", "/route", "/route", "/route", "/"},
    {"/", "/route", "/route/", "/route/", "/"},
    {"/", "/route", "/routereq", "/routereq", "/req"},
    {"/srv", "/rou", "/roureq", "/srv/roureq", "/srv/req"},
    {"/srv/", "/rou", "/rou", "/srv/rou", "/srv"},
    {"/service", "/", "/", "/service", "/service"},
    {"/service", "/", "/route", "/service/route", "/service/route"},
    {"/service", "/route", "/route", "/service/route", "/service"},
    {"/service", "/route", "/route/", "/service/route/", "/service/"},
    {"/service", "/route/", "/route/", "/service/route/", "/service/"},
    {"/service", "/route/", "/route/req", "/service/route/req", "/service/req"},
    {"/service/", "/route", "/route", "/service/route", "/service"},
    {"/service/", "/route", "/route/", "/service/route/", "/service/"},
    {"/service/", "/route/", "/route/req", "/service/route/req", "/service/req"},
    {"/service", "", "/", "/service", "/service"},
    {"/service", "", "/route/", "/service/route/", "/service/route/"},
    {"/service", "/route", "/route../req", "/service/route../req", "/service/req"},
    {"", "/route", "/route/req", "/route/req", "/req"},
};

TEST(UpstreamPath, JoinsAsKongDoes) {
  for (const Case& one : cases) {
    std::string out(one.service.size() + one.request.size() + 2, '\0');
    EXPECT_EQ(join_path({one.service, one.request, one.route.size(), false}, out.data()), one.kept)
        << one.service << " " << one.route << " " << one.request;
    EXPECT_EQ(join_path({one.service, one.request, one.route.size(), true}, out.data()),
              one.stripped)
        << one.service << " " << one.route << " " << one.request;
  }
}

TEST(UpstreamPath, NeverClimbsOutOfTheServicesPath) {
  for (const std::string rest : {"..", ".", "../x", "./x"}) {
    const std::string request = "/route" + rest;
    std::string out(request.size() + 10, '\0');
    const auto joined = join_path({"/service", request, 6, true}, out.data());
    EXPECT_TRUE(joined == "/service" || joined.starts_with("/service/")) << joined;
    EXPECT_FALSE(joined.starts_with("/service/..")) << joined;
  }
}

}  // namespace
}  // namespace cardea::proxy
