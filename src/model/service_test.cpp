// SPDX-License-Identifier: Apache-2.0
// Services as the contract has them (kong-admin 3.1; golden exchanges 19 and 20).
#include "model/service.h"

#include "model/judged_for_tests.h"
#include "schema/as_json.h"

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

class ServiceRefusal : public testing::TestWithParam<Refusal> {};

TEST_P(ServiceRefusal, HasKongsFields) {
  EXPECT_EQ(fields(post<Service>(GetParam().body)), GetParam().fields);
}

INSTANTIATE_TEST_SUITE_P(
    Fields, ServiceRefusal,
    testing::Values(
        Refusal{"{}", R"({"host":"required field missing"})"},
        Refusal{R"({"host":"a:80"})", R"({"host":"must not have a port"})"},
        Refusal{R"({"host":"a b"})", R"({"host":"invalid value: a b"})"},
        Refusal{R"({"host":""})", R"({"host":"length must be at least 1"})"},
        Refusal{R"({"host":"a","port":"80"})", R"({"port":"expected an integer"})"},
        Refusal{R"({"host":"a","port":65536})",
                R"({"port":"value should be between 0 and 65535"})"},
        Refusal{R"({"host":"a","port":null})", R"({"port":"required field missing"})"},
        Refusal{R"({"host":"a","path":"x"})", R"({"path":"should start with: /"})"},
        Refusal{R"({"host":"a","protocol":"foo"})",
                R"({"protocol":"expected one of: grpc, grpcs, http, https, tcp, tls, )"
                R"(tls_passthrough, udp"})"},
        Refusal{R"({"host":"a","retries":32768})",
                R"({"retries":"value should be between 0 and 32767"})"},
        Refusal{R"({"host":"a","read_timeout":0})",
                R"({"read_timeout":"value should be between 1 and 2147483646"})"},
        Refusal{R"({"host":"a","name":"x y"})",
                R"({"name":"invalid value 'x y': the only accepted ascii characters are )"
                R"(alphanumerics or ., -, _, and ~"})"},
        Refusal{R"({"host":"a","protocol":"tcp","path":"/x"})",
                R"({"@entity":["failed conditional validation given value of field 'protocol'"],)"
                R"("path":"value must be null"})"},
        Refusal{R"({"host":"a","tls_verify":true})",
                R"({"@entity":["failed conditional validation given value of field 'protocol'"],)"
                R"("tls_verify":"value must be null"})"},
        Refusal{R"({"host":"a","foo":1})", R"({"foo":"unknown field"})"},
        Refusal{R"({"url":5})", R"({"host":"required field missing","url":"expected a string"})"},
        Refusal{R"({"url":"invalid url"})",
                R"({"host":"required field missing","path":"should start with: /"})"},
        Refusal{R"({"host":"a","client_certificate":{"id":"u"}})",
                R"({"client_certificate":"the foreign key '{id=\"u\"}' does not reference an )"
                R"(existing 'certificates' entity."})"},
        Refusal{R"({"host":"a","protocol":"https","ca_certificates":["u"]})",
                R"({"ca_certificates":"the ids '{\"u\"}' do not reference existing )"
                R"('ca_certificates' entities."})"}));

struct Url {
  const char* url;
  const char* protocol;
  const char* host;
  const char* port;
  const char* path;
};

void PrintTo(const Url& one, std::ostream* out) {
  *out << one.url;
}

class ServiceUrl : public testing::TestWithParam<Url> {};

TEST_P(ServiceUrl, StandsForFourFields) {
  const auto& [url, protocol, host, port, path] = GetParam();
  const auto service = post<Service>(
      json::write(json::Object{{"url", url}, {"host", "beaten"}, {"path", "/beaten"}}));
  EXPECT_EQ(member(service, "protocol"), protocol);
  EXPECT_EQ(member(service, "host"), host);
  EXPECT_EQ(member(service, "port"), port);
  EXPECT_EQ(member(service, "path"), path);
  EXPECT_FALSE(service->contains("url"));
}

INSTANTIATE_TEST_SUITE_P(
    Urls, ServiceUrl,
    testing::Values(Url{"https://konghq.test/", R"("https")", R"("konghq.test")", "443", R"("/")"},
                    Url{"http://konghq.test", R"("http")", R"("konghq.test")", "80", "null"},
                    Url{"http://u:p@konghq.test:8080/a/b?q=1#f", R"("http")", R"("konghq.test")",
                        "8080", R"("/a/b")"},
                    Url{"grpc://konghq.test:9", R"("grpc")", R"("konghq.test")", "9", "null"},
                    Url{"tcp://konghq.test", R"("tcp")", R"("konghq.test")", "80", "null"},
                    Url{"//konghq.test:443/x", R"("https")", R"("konghq.test")", "443", R"("/x")"},
                    Url{"//konghq.test:8443", R"("http")", R"("konghq.test")", "8443", "null"},
                    Url{"https://[::1]:99/x", R"("https")", R"("::1")", "99", R"("/x")"}));

TEST(ServiceRow, HasEveryDefault) {
  const auto service = post<Service>(R"({"host":"konghq.test"})");
  ASSERT_TRUE(service);
  auto row = *service;
  EXPECT_EQ(row.at("id").as_string().size(), 36U);
  row["id"] = "x";
  EXPECT_EQ(json::write(schema::shown(Service::entity(), row, now)),
            R"({"id":"x","name":null,"protocol":"http","host":"konghq.test","port":80,)"
            R"("path":null,"retries":5,"connect_timeout":60000,"write_timeout":60000,)"
            R"("read_timeout":60000,"client_certificate":null,"tls_verify":null,)"
            R"("tls_verify_depth":null,"ca_certificates":null,"enabled":true,"tags":null,)"
            R"("created_at":1700000000,"updated_at":1700000000})");
}

TEST(ServiceRow, MayNameWhatIsNotBuiltYetAsNull) {
  const auto service =
      post<Service>(R"({"host":"a","client_certificate":null,"ca_certificates":null})");
  EXPECT_EQ(message(service), "accepted");
  EXPECT_EQ(message(post<Service>(R"({"host":"a","protocol":"https","tls_verify":true,
                                      "tls_verify_depth":3})")),
            "accepted");
}

TEST(ServicePatch, SetsThePathToNullByAUrlWithoutOne) {
  const auto before = post<Service>(R"({"url":"https://konghq.test/x","retries":9})");
  ASSERT_TRUE(before);
  const auto after = patch<Service>(*before, R"({"url":"http://other.test"})");
  EXPECT_EQ(member(after, "path"), "null");
  EXPECT_EQ(member(after, "port"), "80");
  EXPECT_EQ(member(after, "retries"), "9");
}

TEST(ServiceRead, GivesTheStruct) {
  const auto row = post<Service>(R"({"url":"grpcs://konghq.test:99","tags":["a"]})");
  ASSERT_TRUE(row);
  const auto service = Service::entity().read<Service>(*row);
  EXPECT_EQ(service.protocol, Protocol::grpcs);
  EXPECT_EQ(service.host, "konghq.test");
  EXPECT_EQ(service.port, 99);
  EXPECT_EQ(service.read_timeout, 60000);
  EXPECT_EQ(service.client_certificate, std::nullopt);
  EXPECT_TRUE(service.enabled);
}

}  // namespace
}  // namespace cardea::model
