// SPDX-License-Identifier: Apache-2.0
// The declaration of routes (kong-admin 3.2), traditional fields.
#include "model/route.h"

#include <algorithm>
#include <boost/json/array.hpp>

#include "model/common_fields.h"
#include "model/route_family.h"

namespace cardea::model {
namespace {

using schema::Check;

// Holds of a list of protocols none of which shows a server name before the request.
Check without_server_name() {
  return {.word = "without_server_name",
          .argument = true,
          .fault = [](const json::Value& value) -> std::optional<std::string> {
            static const auto shows = schema::none_of({"grpcs", "https", "tls", "tls_passthrough"});
            for (const auto& one : value.as_array()) {
              if (auto fault = shows.fault(one)) return fault;
            }
            return std::nullopt;
          }};
}

Check no_host_header() {
  return schema::text_check("no_host", [](std::string_view name) -> std::optional<std::string> {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    if (!std::ranges::equal(name, std::string_view("host"), {}, lower)) return std::nullopt;
    return "cannot contain 'host' header, which must be specified in the 'hosts' attribute";
  });
}

template <class Entity>
void declare_matches(Entity& entity) {
  using It = Route;
  entity.field("protocols", &It::protocols, "What clients may speak; all of one family.")
      .set()
      .required()
      .preset({"http", "https"})
      .check(schema::length_at_least(1))
      .check(schema::one_family(
          {{"http", "https"}, {"tcp", "tls", "udp"}, {"tls_passthrough"}, {"grpc", "grpcs"}}));
  entity.field("methods", &It::methods, "HTTP methods, in capitals.")
      .set()
      .each(schema::upper_case_letters());
  entity
      .field("hosts", &It::hosts,
             "Host names, perhaps with a port, or with `*` as the first or last label.")
      .each(schema::host_with_wildcard());
  entity
      .field("paths", &It::paths,
             "Prefixes (`/v1`), or regular expressions after a tilde (`~/v\\d`).")
      .each(schema::route_path());
  entity
      .field("headers", &It::headers,
             "Header names, each with the values of which one must be present.")
      .each_key(no_host_header())
      .each_key(schema::header_name());
  entity.field("snis", &It::snis, "Server names of TLS; a `*` may stand first or last.")
      .set()
      .each(schema::server_name(true));
  entity.field("sources", &It::sources, "Where a stream comes from.").set();
  entity.field("destinations", &It::destinations, "Where a stream was sent.").set();
  entity
      .field("regex_priority", &It::regex_priority,
             "Among regular expressions that match, the highest is tried first.")
      .preset(0);
}

template <class Entity>
void declare_treatment(Entity& entity) {
  using It = Route;
  entity
      .field("strip_path", &It::strip_path,
             "Whether the prefix that matched is left out of the upstream's path.")
      .required()
      .preset(true);
  entity
      .field("path_handling", &It::path_handling,
             "How the service's path and the request's path are joined.")
      .preset(PathHandling::v0);
  entity.field("preserve_host", &It::preserve_host, "Whether the upstream sees the client's Host.")
      .required()
      .preset(false);
  entity
      .field("https_redirect_status_code", &It::https_redirect_status_code,
             "What is answered over plain HTTP when only HTTPS is allowed.")
      .required()
      .preset(426)
      .check(schema::one_of_numbers({426, 301, 302, 307, 308}));
  entity
      .field("request_buffering", &It::request_buffering,
             "Accepted for Kong's sake; bodies are streamed.")
      .required()
      .preset(true);
  entity
      .field("response_buffering", &It::response_buffering,
             "Accepted for Kong's sake; bodies are streamed.")
      .required()
      .preset(true);
}

}  // namespace

void Endpoint::describe(schema::RecordDeclaration<Endpoint>& record) {
  record.field("ip", &Endpoint::ip, "An IP address or CIDR range.").check(schema::ip_or_cidr());
  record.field("port", &Endpoint::port, "A port.").check(schema::between(0, 65535));
  record.at_least_one_of({"ip", "port"});
}

const schema::Entity& Route::entity() {
  using It = Route;
  static const auto declared = schema::declare<It>("routes", [](auto& entity) {
    entity.singular("route").under("services", "routes").found_by("name");
    entity.varies_by("protocols", route_family);

    declare_id<It>(entity);
    entity.field("name", &It::name, "The name by which the Admin API finds it.")
        .unique()
        .check(schema::entity_name());
    declare_matches(entity);
    declare_treatment(entity);
    entity
        .field("service", &It::service,
               "Where requests go; a route without service answers by its plugins.")
        .refers_to("services", schema::OnRemoval::restrict);
    declare_tags<It>(entity);
    declare_created_at<It>(entity);
    declare_updated_at<It>(entity);

    entity.rule({.kind = schema::Rule::Kind::conditional,
                 .fields = {"protocols", "snis"},
                 .when = {without_server_name()},
                 .then = {schema::length_exactly(0)},
                 .text = "'snis' can only be set when 'protocols' is 'grpcs', 'https', 'tls' or "
                         "'tls_passthrough'",
                 .description = "`snis` may only be set when `protocols` has `grpcs`, `https`, "
                                "`tls` or `tls_passthrough`"});
  });
  return declared;
}

}  // namespace cardea::model
