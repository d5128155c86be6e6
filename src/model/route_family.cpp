// SPDX-License-Identifier: Apache-2.0
// Six families with Kong's texts (kong-admin 3.2).
#include "model/route_family.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <map>
#include <string>

namespace cardea::model {
namespace {

using Names = std::vector<std::string>;

schema::Field forbidden(const std::string& name, const std::string& text) {
  return {.name = name, .description = {}, .must_be_null = true, .null_text = text};
}

// `because` completes "when 'protocols' is ...".
schema::Variant without(const Names& names, std::string_view because) {
  schema::Variant variant;
  for (const auto& name : names) {
    variant.fields.push_back(
        forbidden(name, fmt::format("cannot set '{}' when 'protocols' is {}", name, because)));
  }
  return variant;
}

void demand(schema::Variant& variant, Names names, std::string_view because) {
  auto text = names.size() == 1
                  ? fmt::format("must set {} when 'protocols' is {}", names.front(), because)
                  : fmt::format("must set one of {} when 'protocols' is {}",
                                schema::quoted_list(names), because);
  variant.rules.push_back({.kind = schema::Rule::Kind::at_least_one_of,
                           .fields = std::move(names),
                           .text = std::move(text)});
}

schema::Variant http_family(Names demanded, std::string_view because) {
  auto variant = without({"sources", "destinations"}, "'http' or 'https'");
  demand(variant, std::move(demanded), because);
  return variant;
}

schema::Variant grpc_family(Names demanded, std::string_view because) {
  static constexpr auto text = "cannot set 'strip_path' when 'protocols' is 'grpc' or 'grpcs'";
  auto variant = without({"methods", "sources", "destinations"}, "'grpc' or 'grpcs'");
  schema::Check must_be_false{
      .word = "ne", .argument = true, .fault = [](const json::Value& value) {
        return value.if_bool() != nullptr && value.get_bool() ? std::optional<std::string>(text)
                                                              : std::nullopt;
      }};
  variant.fields.push_back({.name = "strip_path",
                            .description = {},
                            .kind = schema::Kind::boolean,
                            .required = true,
                            .preset = json::Value(false),
                            .checks = {std::move(must_be_false)}});
  demand(variant, std::move(demanded), because);
  return variant;
}

schema::Variant stream_family(Names demanded, std::string_view because) {
  auto variant =
      without({"methods", "hosts", "paths", "headers"}, "'tcp', 'tls', 'tls_passthrough' or 'udp'");
  demand(variant, std::move(demanded), because);
  return variant;
}

const std::map<std::string, schema::Variant, std::less<>>& families() {
  static const std::map<std::string, schema::Variant, std::less<>> all = {
      {"http", http_family({"methods", "hosts", "headers", "paths"}, "'http'")},
      {"https", http_family({"methods", "hosts", "headers", "paths", "snis"}, "'https'")},
      {"grpc", grpc_family({"hosts", "headers", "paths"}, "'grpc'")},
      {"grpcs", grpc_family({"hosts", "headers", "paths", "snis"}, "'grpcs'")},
      {"tcp", stream_family({"sources", "destinations", "snis"}, "'tcp', 'tls' or 'udp'")},
      {"tls_passthrough", stream_family({"snis"}, "'tls_passthrough'")},
  };
  return all;
}

bool has(const json::Array& protocols, std::string_view protocol) {
  return std::ranges::any_of(protocols, [&](const json::Value& one) {
    return one.is_string() && std::string_view(one.get_string()) == protocol;
  });
}

}  // namespace

const schema::Variant* route_family(const json::Value& protocols) {
  const auto* list = protocols.if_array();
  if (list == nullptr) return nullptr;
  for (const auto& one : *list) {
    std::string_view name = one.is_string() ? std::string_view(one.get_string()) : "";
    if (name == "tls" || name == "udp") name = "tcp";
    if (name == "http" && has(*list, "https")) name = "https";
    if (name == "grpc" && has(*list, "grpcs")) name = "grpcs";
    if (const auto found = families().find(name); found != families().end()) return &found->second;
  }
  return nullptr;
}

}  // namespace cardea::model
