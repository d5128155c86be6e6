// SPDX-License-Identifier: Apache-2.0
// Routes as the contract has them (kong-admin 3.2; golden exchanges 22 and 23).
#include "model/route.h"

#include "model/judged_for_tests.h"

namespace cardea::model {
namespace {

using namespace tests;

struct Refusal {
  const char* body;
  const char* fields;
};

void PrintTo(const Refusal& one, std::ostream* out) {
  *out << one.body;
}

class RouteRefusal : public testing::TestWithParam<Refusal> {};

TEST_P(RouteRefusal, HasKongsFields) {
  EXPECT_EQ(fields(post<Route>(GetParam().body)), GetParam().fields);
}

INSTANTIATE_TEST_SUITE_P(
    Families, RouteRefusal,
    testing::Values(
        Refusal{"{}", R"({"@entity":["must set one of 'methods', 'hosts', 'headers', 'paths', )"
                      R"('snis' when 'protocols' is 'https'"]})"},
        Refusal{R"({"protocols":["http"]})",
                R"({"@entity":["must set one of 'methods', 'hosts', 'headers', 'paths' when )"
                R"('protocols' is 'http'"]})"},
        Refusal{R"({"protocols":["http"],"snis":["a.com"]})",
                R"({"@entity":["'snis' can only be set when 'protocols' is 'grpcs', 'https', )"
                R"('tls' or 'tls_passthrough'","must set one of 'methods', 'hosts', 'headers', )"
                R"('paths' when 'protocols' is 'http'"],"snis":"length must be 0"})"},
        Refusal{R"({"protocols":["grpc"]})",
                R"({"@entity":["must set one of 'hosts', 'headers', 'paths' when 'protocols' is )"
                R"('grpc'"]})"},
        Refusal{R"({"protocols":["grpcs","grpc"],"methods":["GET"],"strip_path":true})",
                R"({"@entity":["must set one of 'hosts', 'headers', 'paths', 'snis' when )"
                R"('protocols' is 'grpcs'"],)"
                R"("methods":"cannot set 'methods' when 'protocols' is 'grpc' or 'grpcs'",)"
                R"("strip_path":"cannot set 'strip_path' when 'protocols' is 'grpc' or 'grpcs'"})"},
        Refusal{R"({"protocols":["tcp"],"paths":["/"]})",
                R"({"@entity":["must set one of 'sources', 'destinations', 'snis' when )"
                R"('protocols' is 'tcp', 'tls' or 'udp'"],"paths":"cannot set 'paths' when )"
                R"('protocols' is 'tcp', 'tls', 'tls_passthrough' or 'udp'"})"},
        Refusal{R"({"protocols":["tls_passthrough"]})",
                R"({"@entity":["must set snis when 'protocols' is 'tls_passthrough'"]})"},
        Refusal{R"({"paths":["/"],"sources":[{"port":1}]})",
                R"({"sources":"cannot set 'sources' when 'protocols' is 'http' or 'https'"})"},
        Refusal{R"({"paths":["/"],"protocols":["http","tcp"]})",
                R"({"protocols":"these sets are mutually exclusive: ('http', 'https'), ('tcp', )"
                R"x('tls', 'udp')"})x"},
        Refusal{R"({"paths":["/"],"protocols":[]})",
                R"({"protocols":"length must be at least 1"})"},
        Refusal{R"({"paths":["/"],"protocols":null})", R"({"protocols":"required field missing"})"},
        Refusal{R"({"paths":["/"],"protocols":["http","foo"]})",
                R"({"protocols":[null,"expected one of: grpc, grpcs, http, https, tcp, tls, )"
                R"(tls_passthrough, udp"]})"}));

INSTANTIATE_TEST_SUITE_P(
    Fields, RouteRefusal,
    testing::Values(
        Refusal{R"({"methods":["get","GET","pUT"]})",
                R"({"methods":["invalid value: get",null,"invalid value: pUT"]})"},
        Refusal{R"({"hosts":["a.com","a.*.b"]})",
                R"({"hosts":[null,"invalid wildcard: must be placed at leftmost or rightmost )"
                R"(label"]})"},
        Refusal{R"({"paths":["x"]})",
                R"x({"paths":["should start with: / (fixed path) or ~/ (regex path)"]})x"},
        Refusal{R"({"paths":["/a","/a/../b"]})",
                R"({"paths":[null,"non-normalized path, consider use '/b' instead"]})"},
        Refusal{R"({"headers":{"HOST":["a"]}})",
                R"({"headers":"cannot contain 'host' header, which must be specified in the )"
                R"('hosts' attribute"})"},
        Refusal{R"({"headers":{"x y":["a"]}})",
                R"({"headers":"bad header name 'x y', allowed characters are A-Z, a-z, 0-9, '_', )"
                R"(and '-'"})"},
        Refusal{R"({"paths":["/"],"https_redirect_status_code":404})",
                R"({"https_redirect_status_code":"expected one of: 426, 301, 302, 307, 308"})"},
        Refusal{R"({"paths":["/"],"path_handling":"v2"})",
                R"({"path_handling":"expected one of: v0, v1"})"},
        Refusal{R"({"paths":["/"],"service":{"protocol":"http"}})",
                R"({"service":{"id":"missing primary key"}})"},
        Refusal{R"({"protocols":["tcp"],"sources":[{"ip":"10.0.0.0/8"},{},{"ip":"x"}]})",
                R"({"sources":[null,{"@entity":["at least one of these fields must be )"
                R"(non-empty: 'ip', 'port'"]},{"ip":"invalid ip or cidr range: 'x'"}]})"},
        Refusal{R"({"paths":["/"],"expression":"true"})", R"({"expression":"unknown field"})"}));

TEST(RouteRefusal, ServiceWithoutKeyIsWordedAsInTheContract) {
  EXPECT_EQ(message(post<Route>(R"({"methods":["GET"],"service":{"protocol":"http"}})")),
            "schema violation (service.id: missing primary key)");
  EXPECT_EQ(message(post<Route>(R"({"paths":["/a","x"]})")),
            "schema violation (paths.2: should start with: / (fixed path) or ~/ (regex path))");
}

TEST(RouteRow, HasEveryDefault) {
  const auto route =
      post<Route>(R"({"id":"5F1D7E5C-0b1a-4d2e-9c3b-0a1b2c3d4e5f","paths":["/v1"]})");
  ASSERT_TRUE(route) << message(route);
  EXPECT_EQ(json::write(*route),
            R"({"id":"5f1d7e5c-0b1a-4d2e-9c3b-0a1b2c3d4e5f","name":null,)"
            R"("protocols":["http","https"],"methods":null,"hosts":null,"paths":["/v1"],)"
            R"("headers":null,"snis":null,"sources":null,"destinations":null,"regex_priority":0,)"
            R"("strip_path":true,"path_handling":"v0","preserve_host":false,)"
            R"("https_redirect_status_code":426,"request_buffering":true,)"
            R"("response_buffering":true,"service":null,"tags":null,"created_at":1700000000,)"
            R"("updated_at":1700000000})");
}

TEST(RouteRow, StripsNoPathForGrpc) {
  EXPECT_EQ(member(post<Route>(R"({"protocols":["grpc"],"hosts":["a.com"]})"), "strip_path"),
            "false");
  EXPECT_EQ(member(post<Route>(R"({"protocols":["tls"],"snis":["*.a.com"]})"), "strip_path"),
            "true");
}

TEST(RoutePatch, MayEmptyWhatAnotherFieldReplaces) {
  const auto before = post<Route>(R"({"paths":["/a"],"methods":["GET"],"hosts":["a.com"],
                                      "headers":{"a":["1"]}})");
  ASSERT_TRUE(before);
  const auto after = patch<Route>(*before, R"({"paths":[],"methods":[],"headers":{"b":["2"]}})");
  EXPECT_EQ(member(after, "paths"), "[]");
  EXPECT_EQ(member(after, "methods"), "[]");
  EXPECT_EQ(member(after, "headers"), R"({"b":["2"]})");

  const auto nothing =
      patch<Route>(*before, R"({"paths":[],"methods":[],"hosts":[],"headers":{}})");
  EXPECT_EQ(message(nothing),
            "schema violation (must set one of 'methods', 'hosts', 'headers', 'paths', 'snis' "
            "when 'protocols' is 'https')");
}

TEST(RouteRead, GivesTheStruct) {
  const auto row = post<Route>(R"({"protocols":["tcp","tls"],"name":"r","regex_priority":7,
      "sources":[{"ip":"10.0.0.1","port":99}],"service":{"id":"5f1d7e5c-0b1a-4d2e-9c3b-0a1b2c3d4e5f"}})");
  ASSERT_TRUE(row) << message(row);
  const auto route = Route::entity().read<Route>(*row);
  EXPECT_EQ(route.protocols, (std::vector<Protocol>{Protocol::tcp, Protocol::tls}));
  EXPECT_EQ(route.service, "5f1d7e5c-0b1a-4d2e-9c3b-0a1b2c3d4e5f");
  EXPECT_EQ(route.sources->at(0).ip, "10.0.0.1");
  EXPECT_EQ(route.sources->at(0).port, 99);
  EXPECT_EQ(route.regex_priority, 7);
  EXPECT_EQ(route.path_handling, PathHandling::v0);
  EXPECT_EQ(route.hosts, std::nullopt);
}

TEST(RouteEntity, IsFoundByTheseKeys) {
  const auto& entity = Route::entity();
  EXPECT_EQ(entity.lookups(), (std::vector<std::string>{"id", "name", "service"}));
  EXPECT_EQ(entity.key()->name, "name");
  EXPECT_EQ(schema::fault_of_key(*entity.key(), "a-b"), std::nullopt);
  EXPECT_EQ(schema::fault_of_key(*entity.key(), "foo bar"),
            "invalid value 'foo bar': the only accepted ascii characters are alphanumerics or ., "
            "-, _, and ~");
}

}  // namespace
}  // namespace cardea::model
