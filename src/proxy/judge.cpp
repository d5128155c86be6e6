// SPDX-License-Identifier: Apache-2.0
// Each step either lets the request go on or names the answer that ends it.
#include "proxy/judge.h"

#include <array>
#include <memory>

#include "http/ascii.h"
#include "http/authority.h"

namespace cardea::proxy {
namespace {

using plugin::Answer;

constexpr Answer no_route{
    .status = 404, .reason = "route.none", .message = "no Route matched with those values"};
constexpr Answer exhausted_pattern{
    .status = 500, .reason = "route.pattern", .message = "An unexpected error occurred"};
constexpr Answer unusable_service{.status = 503,
                                  .reason = "service.unusable",
                                  .message = "The upstream server is currently unavailable"};
constexpr Answer no_service{
    .status = 503, .reason = "service.none", .message = "no Service found with those values"};

constexpr std::array<http::Field, 2> upgrade_to_tls = {
    http::Field{"Connection", "Upgrade", http::FieldName::connection},
    http::Field{"Upgrade", "TLS/1.2, HTTP/1.1", http::FieldName::upgrade}};
constexpr Answer https_required{.status = 426,
                                .reason = "route.https_required",
                                .message = "Please use HTTPS protocol",
                                .fields = upgrade_to_tls};

// A route for https alone sends others there, or tells them (kong-proxy 4.5).
const Answer* require_https(Visit& visit) {
  const RouteEntry& route = *visit.match.route;
  if (!route.https_only || visit.origin.scheme == "https") return nullptr;
  if (route.https_redirect_status == 426) return &https_required;
  Arena& arena = visit.exchange.arena();
  auto* const location = reinterpret_cast<http::Field*>(arena.take(sizeof(http::Field)));
  std::construct_at(
      location, http::Field{"Location",
                            arena.join({"https://", visit.origin.host, visit.request.target.path,
                                        visit.request.target.question()}),
                            http::FieldName::location});
  const Answer redirect{.status = static_cast<std::uint16_t>(route.https_redirect_status),
                        .reason = "route.https_required",
                        .message = {},
                        .fields = {location, 1}};
  return &plugin::keep(arena, redirect);
}

}  // namespace

const Answer* find_route(Visit& visit, const Entrance& entrance, std::string_view server_name) {
  Arena& arena = visit.exchange.arena();
  const auto authority = http::split_authority(visit.request.host);
  const std::string_view host = authority ? authority->host : visit.request.host;
  const Asked asked{
      .method = visit.request.method_text,
      .host = http::lower_case(host, arena.take(host.size())),
      .port = authority && authority->port ? *authority->port : entrance.port,
      .path = visit.exchange.arrival().path,
      .sni = server_name,
      .tls = entrance.tls,
      .fields = &visit.request.fields,
  };
  visit.match = visit.revision.snapshot().router->find(asked);
  if (visit.match.failed) return &exhausted_pattern;
  if (visit.match.route == nullptr) return &no_route;
  const RouteEntry& route = *visit.match.route;
  visit.exchange.match(
      {.route = route.id,
       .service = route.service ? std::string_view(route.service->id) : std::string_view()});
  return require_https(visit);
}

const Answer* judge_service(const Visit& visit) {
  const auto& service = visit.match.route->service;
  if (service == nullptr) return &no_service;
  return service->https && !service->tls ? &unusable_service : nullptr;
}

}  // namespace cardea::proxy
