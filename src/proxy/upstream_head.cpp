// SPDX-License-Identifier: Apache-2.0
// Kept fields are copied in runs as they came; framing is said anew, so that the upstream reads the
// body exactly as this gateway did.
#include "proxy/upstream_head.h"

#include "http/h1/write.h"
#include "http/hop_by_hop.h"
#include "http/list.h"
#include "http/path.h"
#include "proxy/upstream_path.h"

namespace cardea::proxy {
namespace {

using http::FieldName;
namespace h1 = http::h1;

// Fields that are always replaced by what the gateway says.
constexpr FieldName replaced[] = {
    FieldName::host,
    FieldName::via,
    FieldName::x_forwarded_for,
    FieldName::x_forwarded_proto,
    FieldName::x_forwarded_host,
    FieldName::x_forwarded_port,
    FieldName::x_forwarded_path,
    FieldName::x_forwarded_prefix,
    FieldName::x_real_ip,
    FieldName::x_kong_request_id,
};

http::FieldSet dropped_fields(const Visit& visit) {
  http::FieldSet dropped = visit.exchange.upstream_fields().dropped;
  const http::Fields& fields = visit.request.fields;
  dropped.merge(http::hop_by_hop(visit.request));
  for (const FieldName name : replaced) {
    if (fields.has(name)) dropped.insert_all(fields, name);
  }
  if (visit.exchange.held_body()) dropped.insert_all(fields, FieldName::content_length);
  return dropped;
}

void write_target(Visit& visit) {
  const RouteEntry& route = *visit.match.route;
  Arena& arena = visit.exchange.arena();
  const std::string_view path = visit.exchange.arrival().path;
  const std::string& base = route.service->path;
  char* const joined_room = arena.take(base.size() + path.size() + 2);
  const PathParts parts{base, path, visit.match.matched, route.strip_path};
  const std::string_view joined = join_path(parts, joined_room);
  char* const encoded_room = arena.take(joined.size() * 3);
  const std::string_view encoded = http::encode_path(joined, encoded_room);
  std::string_view question = visit.request.target.question();
  if (const auto query = visit.exchange.upstream_fields().query) {
    question = query->empty() ? std::string_view() : arena.join({"?", *query});
  }
  h1::write_request_line(visit.out, visit.request.method_text, encoded, question);
}

void write_origin(Visit& visit, const RequestOrigin& origin) {
  http::Buffer& out = visit.out;
  h1::write_trusted_field(out, "X-Forwarded-For", origin.forwarded_for);
  h1::write_trusted_field(out, "X-Forwarded-Proto", origin.scheme);
  h1::write_trusted_field(out, "X-Forwarded-Host", origin.host);
  h1::write_trusted_field(out, "X-Forwarded-Port", origin.port);
  h1::write_trusted_field(out, "X-Forwarded-Path", origin.path);
  std::string_view prefix = origin.prefix;
  if (prefix.empty() && visit.match.route->strip_path) {
    prefix = visit.exchange.arrival().path.substr(0, visit.match.matched);
    if (prefix == "/") prefix = {};
  }
  if (!prefix.empty()) h1::write_field(out, "X-Forwarded-Prefix", prefix);
  h1::write_trusted_field(out, "X-Real-IP", origin.client_text);
}

void write_via(Visit& visit, const Settings& settings) {
  Arena& arena = visit.exchange.arena();
  const std::string_view version = visit.request.minor_version == 0 ? "1.0 " : "1.1 ";
  const std::string_view own = arena.join({version, settings.server});
  h1::write_trusted_field(visit.out, "Via", with_via(visit.request.fields, own, arena));
}

}  // namespace

void write_upstream_head(Visit& visit, const RequestOrigin& origin, const Settings& settings) {
  http::Buffer& out = visit.out;
  out.clear();
  write_target(visit);
  const RouteEntry& route = *visit.match.route;
  h1::write_trusted_field(out, "Host",
                          visit.request.host.empty() || !route.preserve_host
                              ? std::string_view(route.service->host_field)
                              : visit.request.host);
  h1::write_kept_fields(out, visit.request.fields, dropped_fields(visit));
  if (const auto held = visit.exchange.held_body()) {
    const std::string length = std::to_string(held->size());
    h1::write_trusted_field(out, "Content-Length", length);
  } else if (visit.request.framing.end == http::BodyEnd::chunked) {
    h1::write_trusted_field(out, "Transfer-Encoding", "chunked");
  }
  if (http::has_member(visit.request.fields.value(FieldName::te), "trailers")) {
    h1::write_trusted_field(out, "TE", "trailers");
  }
  write_origin(visit, origin);
  if (settings.fields.server_tokens) write_via(visit, settings);
  if (settings.fields.request_id_upstream) {
    h1::write_trusted_field(out, "X-Kong-Request-Id", visit.id.text());
  }
  for (const http::Field& field : visit.exchange.upstream_fields().added) {
    h1::write_field(out, field.name, field.value);
  }
  h1::write_end(out);
}

}  // namespace cardea::proxy
