// SPDX-License-Identifier: Apache-2.0
// Each rule about single values, with the text that Kong answers.
#include "schema/value_rules.h"

#include <gtest/gtest.h>

#include <boost/json/array.hpp>

#include "json/parse.h"

namespace cardea::schema {
namespace {

constexpr auto good = "";

struct Case {
  Check check;
  const char* value;  ///< as JSON
  const char* fault;
};

// NOLINTNEXTLINE(readability-identifier-naming): GoogleTest looks for this name
void PrintTo(const Case& one, std::ostream* out) {
  *out << one.check.word << " " << one.value;
}

class ValueRule : public testing::TestWithParam<Case> {};

TEST_P(ValueRule, SaysWhatKongSays) {
  const auto& [check, text, fault] = GetParam();
  const auto value = json::parse(text);
  ASSERT_TRUE(value) << text;
  EXPECT_EQ(check.fault(*value).value_or(""), fault) << check.word << " " << text;
}

TEST(IpOrCidr, IsReadToItsEnd) {
  using namespace std::string_view_literals;
  for (const auto text : {"::\0"sv, "::1\0/64"sv, "10.0.0.1\0x"sv}) {
    EXPECT_TRUE(ip_or_cidr().fault(json::Value(boost::json::string_view(text)))) << text;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Numbers, ValueRule,
    testing::Values(Case{between(0, 65535), "0", good}, Case{between(0, 65535), "65535", good},
                    Case{between(0, 65535), "65536", "value should be between 0 and 65535"},
                    Case{between(0, 65535), "-1", "value should be between 0 and 65535"},
                    Case{between(0, 5), "5.5", "value should be between 0 and 5"},
                    Case{greater_than(0), "0", "value must be greater than 0"},
                    Case{greater_than(0), "0.5", good}, Case{timestamp(), "1", good},
                    Case{timestamp(), "0", "expected a valid timestamp"},
                    Case{one_of_numbers({426, 301}), "301", good},
                    Case{one_of_numbers({426, 301}), "404", "expected one of: 426, 301"}));

INSTANTIATE_TEST_SUITE_P(
    WordsAndLengths, ValueRule,
    testing::Values(
        Case{one_of({"a", "b"}), R"("b")", good},
        Case{one_of({"a", "b"}), R"("c")", "expected one of: a, b"},
        Case{none_of({"env"}), R"("env")", "must not be one of: env"},
        Case{none_of({"env"}), R"("x")", good},
        Case{length_at_least(1), "[]", "length must be at least 1"},
        Case{length_at_least(1), "[0]", good},
        Case{length_at_most(2), R"("abc")", "length must be at most 2"},
        Case{length_exactly(0), R"(["a"])", "length must be 0"},
        Case{contains("exp"), R"(["nbf"])", "expected to contain: exp"},
        Case{contains("exp"), R"(["nbf","exp"])", good},
        Case{starts_with("/"), R"("x")", "should start with: /"},
        Case{uuid(), R"("5f1d7e5c-0b1a-4d2e-9c3b-0a1b2c3d4e5f")", good},
        Case{uuid(), R"("5f1d7e5c")", "expected a valid UUID"},
        Case{one_family({{"http", "https"}, {"tcp", "tls"}}), R"(["https","http"])", good},
        Case{one_family({{"http", "https"}, {"tcp", "tls"}, {"grpc"}}), R"(["tcp","http"])",
             "these sets are mutually exclusive: ('http', 'https'), ('tcp', 'tls')"}));

constexpr auto bad_name =
    "invalid value 'x y': the only accepted ascii characters are alphanumerics or ., -, _, and ~";
constexpr auto bad_tag =
    "invalid tag 'a,b': expected printable ascii (except `,` and `/`) or valid utf-8 sequences";

INSTANTIATE_TEST_SUITE_P(
    Alphabets, ValueRule,
    testing::Values(
        Case{entity_name(), R"("a.B-1_~é")", good}, Case{entity_name(), R"("x y")", bad_name},
        Case{tag(), R"("it's a tag é")", good}, Case{tag(), R"("a,b")", bad_tag},
        Case{tag(), R"("a\tb")",
             "invalid tag 'a\tb': expected printable ascii (except `,` and `/`) or "
             "valid utf-8 sequences"},
        Case{header_name(), R"("X-A_1")", good},
        Case{header_name(), R"("a b")",
             "bad header name 'a b', allowed characters are A-Z, a-z, 0-9, '_', and '-'"},
        Case{header_name(), R"("")", "no header name provided"},
        Case{upper_case_letters(), R"("PURGE")", good},
        Case{upper_case_letters(), R"("get")", "invalid value: get"}));

INSTANTIATE_TEST_SUITE_P(
    Hosts, ValueRule,
    testing::Values(Case{host(), R"("example.com")", good}, Case{host(), R"("a_b.c.")", good},
                    Case{host(), R"("10.0.0.1")", good}, Case{host(), R"("::1")", good},
                    Case{host(), R"("[::1]")", good},
                    Case{host(), R"("example.com:80")", "must not have a port"},
                    Case{host(), R"("[::1]:80")", "must not have a port"},
                    Case{host(), R"("example.com:70000")", "must not have a port"},
                    Case{host(), R"("1.2.3.400")", "invalid value: 1.2.3.400"},
                    Case{host(), R"("a..b")", "invalid value: a..b"},
                    Case{host(), R"("-a-.b")", "invalid value: -a-.b"},
                    Case{host(), R"("a b")", "invalid value: a b"},
                    Case{host(), R"("::g")", "invalid value: ::g"},
                    Case{host(), R"("http://a")", "invalid value: http://a"}));

INSTANTIATE_TEST_SUITE_P(
    WildcardHosts, ValueRule,
    testing::Values(
        Case{host_with_wildcard(), R"("a.com")", good},
        Case{host_with_wildcard(), R"("a.com:8000")", good},
        Case{host_with_wildcard(), R"("*.a.com")", good},
        Case{host_with_wildcard(), R"("a.*")", good},
        Case{host_with_wildcard(), R"("a.*.b")",
             "invalid wildcard: must be placed at leftmost or rightmost label"},
        Case{host_with_wildcard(), R"("*.a.*")",
             "invalid wildcard: must have at most one wildcard"},
        Case{host_with_wildcard(), R"("\\99")", "invalid hostname: \\99"},
        Case{host_with_wildcard(), R"("a.com:99999")", "invalid port number"},
        Case{server_name(true), R"("*.a.com")", good},
        Case{server_name(true), R"("a.*.com")", "wildcard must be leftmost or rightmost character"},
        Case{server_name(true), R"("*a*")", "only one wildcard must be specified"},
        Case{server_name(true), R"("10.0.0.1")", "must not be an IP"},
        Case{server_name(true), R"("a.com:80")", "must not have a port"},
        Case{server_name(false), R"("*.a.com")", "invalid value: *.a.com"},
        Case{ip_or_cidr(), R"("10.0.0.0/8")", good}, Case{ip_or_cidr(), R"("2001:db8::/32")", good},
        Case{ip_or_cidr(), R"("10.0.0.1")", good},
        Case{ip_or_cidr(), R"("10.0.0.0/33")", "invalid ip or cidr range: '10.0.0.0/33'"},
        Case{ip_or_cidr(), R"("10.0.0.0/")", "invalid ip or cidr range: '10.0.0.0/'"},
        Case{ip_or_cidr(), R"("x")", "invalid ip or cidr range: 'x'"}));

INSTANTIATE_TEST_SUITE_P(
    Paths, ValueRule,
    testing::Values(
        Case{url_path(), R"("/a/b;c=d%20")", good},
        Case{url_path(), R"("a")", "should start with: /"},
        Case{url_path(), R"("/a//b")", "must not have empty segments"},
        Case{url_path(), R"("/a b")",
             "invalid path: '/a b' (characters outside of the reserved list of RFC 3986 found)"},
        Case{url_path(), R"("/a%2x")", "invalid url-encoded value: '%2x'"},
        Case{url_path(), R"("/a%")", "invalid url-encoded value: '%'"},
        Case{route_path(), R"("/")", good}, Case{route_path(), R"("/a/")", good},
        Case{route_path(), R"("/a/b.c")", good}, Case{route_path(), R"("/a%2F")", good},
        Case{route_path(), R"("/a b")", good}, Case{route_path(), R"("~/a/\\d+$")", good},
        Case{route_path(), R"x("~/(?<id>\\w+)")x", good},
        Case{route_path(), R"("a")", "should start with: / (fixed path) or ~/ (regex path)"},
        Case{route_path(), R"("~a")", "should start with: / (fixed path) or ~/ (regex path)"},
        Case{route_path(), R"("/a//b")", "must not have empty segments"},
        Case{route_path(), R"("/a/../b")", "non-normalized path, consider use '/b' instead"},
        Case{route_path(), R"("/a/./b/..")", "non-normalized path, consider use '/a/' instead"},
        Case{route_path(), R"("/a%41")", "non-normalized path, consider use '/aA' instead"},
        Case{route_path(), R"("/a%2f")", "non-normalized path, consider use '/a%2F' instead"},
        Case{route_path(), R"("/a%zz")", "invalid url-encoded value: '%zz'"},
        Case{route_path(), R"("~/(")",
             "invalid regex: '/(' (PCRE returned: pcre2_compile() failed: missing closing "
             "parenthesis in \"/(\")"},
        Case{route_path(), R"("~/[z-a]b")",
             "invalid regex: '/[z-a]b' (PCRE returned: pcre2_compile() failed: range out of order "
             "in character class in \"/[z-a]b\" at \"a]b\")"}));

}  // namespace
}  // namespace cardea::schema
