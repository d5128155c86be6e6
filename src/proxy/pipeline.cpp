// SPDX-License-Identifier: Apache-2.0
// Each step either lets the request go on or names the answer that ends it.
#include "proxy/pipeline.h"

#include <array>

#include "http/ascii.h"
#include "http/authority.h"
#include "http/path.h"
#include "plugin/chain.h"
#include "proxy/access.h"
#include "proxy/forward_answers.h"

namespace cardea::proxy {
namespace {

using plugin::Answer;

// nginx's number for a client that did not wait for its answer; only in logs and metrics.
constexpr std::uint16_t client_left_status = 499;

constexpr Answer bad_path{.status = 400, .reason = "request.bad_path", .message = "Bad request"};
constexpr Answer no_route{
    .status = 404, .reason = "route.none", .message = "no Route matched with those values"};
constexpr Answer no_service{
    .status = 503, .reason = "service.none", .message = "no Service found with those values"};

constexpr std::array<http::Field, 2> upgrade_to_tls = {
    http::Field{"Connection", "Upgrade", http::FieldName::connection},
    http::Field{"Upgrade", "TLS/1.2, HTTP/1.1", http::FieldName::upgrade}};
constexpr Answer https_required{.status = 426,
                                .reason = "route.https_required",
                                .message = "Please use HTTPS protocol",
                                .fields = upgrade_to_tls};

}  // namespace

Task<bool> Pipeline::serve() {
  if (const Answer* const refusal = arrive())
    co_return co_await answer(*refusal, ErrorMaker::server);
  if (const Answer* const refusal = find_route()) {
    co_return co_await answer(*refusal, ErrorMaker::gateway);
  }
  const plugin::Verdict verdict = co_await run_plugins();
  if (!verdict.proceeds()) {
    const Answer& decided = verdict.answer();
    co_return co_await answer(decided, ErrorMaker::gateway);
  }
  if (parts_.visit.match.route->service == nullptr) {
    co_return co_await answer(no_service, ErrorMaker::gateway);
  }
  co_return co_await forward();
}

Pipeline::~Pipeline() {
  if (begun_) finish();  // cancelled half way
}

void Pipeline::begin() {
  begun_ = true;
  Visit& visit = parts_.visit;
  visit.id = parts_.worker.next_id();
  visit.revision = parts_.worker.revisions().hold();
  visit.record.arrived = parts_.worker.clock().boot();
  visit.record.at = parts_.worker.clock().wall();
  parts_.worker.meters().open_requests.add();
}

// What the client asked for, in the terms in which routes and plugins are written.
const Answer* Pipeline::arrive() {
  Visit& visit = parts_.visit;
  visit.request_body = http::h1::Body(visit.request.framing);
  Arena& arena = visit.exchange.arena();
  origin_ = find_origin(visit.request, parts_.client.entrance(), parts_.worker.settings(), arena);
  const std::string_view raw = visit.request.target.path;
  const auto path = http::normalise_path(raw, arena.take(raw.size()));
  if (!path) return &bad_path;
  visit.exchange.begin({.head = &visit.request,
                        .path = *path,
                        .client = origin_.client,
                        .request_id = visit.id.text(),
                        .scheme = origin_.scheme,
                        .at = visit.record.at});
  const http::Framing& framing = visit.request.framing;
  const std::uint64_t limit = parts_.worker.settings().max_body;
  const bool too_large =
      limit != 0 && framing.end == http::BodyEnd::length && framing.length > limit;
  return too_large ? &body_too_large : nullptr;
}

const Answer* Pipeline::find_route() {
  Visit& visit = parts_.visit;
  Arena& arena = visit.exchange.arena();
  const auto authority = http::split_authority(visit.request.host);
  const Entrance& entrance = parts_.client.entrance();
  const net::TlsFacts* const tls = parts_.client.stream().tls();
  const std::string_view host = authority ? authority->host : visit.request.host;
  const Asked asked{
      .method = visit.request.method_text,
      .host = http::lower_case(host, arena.take(host.size())),
      .port = authority && authority->port ? *authority->port : entrance.port,
      .path = visit.exchange.arrival().path,
      .sni = tls != nullptr ? std::string_view(tls->server_name) : std::string_view(),
      .tls = entrance.tls,
      .fields = &visit.request.fields,
  };
  visit.match = visit.revision.snapshot().router->find(asked);
  if (visit.match.route == nullptr) return &no_route;
  return require_https();
}

// A route for https alone sends others there, or tells them (kong-proxy 4.5).
const Answer* Pipeline::require_https() {
  const RouteEntry& route = *parts_.visit.match.route;
  if (!route.https_only || origin_.scheme == "https") return nullptr;
  if (route.https_redirect_status == 426) return &https_required;
  Arena& arena = parts_.visit.exchange.arena();
  auto* const location = reinterpret_cast<http::Field*>(arena.take(sizeof(http::Field)));
  std::construct_at(
      location, http::Field{"Location",
                            arena.join({"https://", origin_.host, parts_.visit.request.raw_target}),
                            http::FieldName::location});
  const Answer redirect{.status = static_cast<std::uint16_t>(route.https_redirect_status),
                        .reason = "route.https_required",
                        .message = {},
                        .fields = {location, 1}};
  return &plugin::keep(arena, redirect);
}

Task<plugin::Verdict> Pipeline::run_plugins() {
  plugin::Exchange& exchange = parts_.visit.exchange;
  for (const plugin::Chain::Link& link : parts_.visit.match.route->chain->links()) {
    const auto& consumer = exchange.caller().consumer;
    const auto* const chosen =
        link.choose(consumer ? std::string_view(consumer->id) : std::string_view());
    if (chosen == nullptr) continue;
    plugin::Step step = chosen->handler->on_request(exchange);
    if (const auto* const at_once = std::get_if<plugin::Verdict>(&step)) {
      if (!at_once->proceeds()) co_return *at_once;
    } else {
      auto& waiting = std::get<Task<plugin::Verdict>>(step);
      const auto verdict = co_await std::move(waiting);
      if (!verdict.proceeds()) co_return verdict;
    }
  }
  co_return plugin::Verdict::proceed();
}

Task<bool> Pipeline::forward() {
  const Forwarded end = co_await parts_.forward.run(parts_.visit, origin_, parts_.session);
  if (end.end == Forwarded::End::refused) {
    const Answer& refusal = *end.answer;
    const ErrorMaker maker = end.maker;
    co_return co_await answer(refusal, maker);
  }
  const bool keep = end.end == Forwarded::End::answered && parts_.visit.keep_client;
  finish();
  if (end.end == Forwarded::End::answered && !keep) co_await parts_.client.linger();
  co_return keep;
}

// Answers in the gateway's own name.
Task<bool> Pipeline::answer(const Answer& answer, ErrorMaker maker) {
  Visit& visit = parts_.visit;
  const bool whole = co_await parts_.client.discard_body(visit);
  if (!whole) visit.keep_client = false;
  visit.record.status = answer.status;
  visit.record.reason = answer.reason;
  const OwnAnswer own{.answer = answer, .maker = maker, .now = parts_.worker.clock().boot()};
  write_own_answer(visit, own, parts_.worker.settings(), parts_.worker.date());
  const std::string_view bytes = visit.out.view();
  const auto sent = co_await parts_.client.send(bytes);
  const bool keep = sent && visit.keep_client;
  finish();
  if (sent && !keep) co_await parts_.client.linger();
  co_return keep;
}

Task<void> Pipeline::reject(const Answer& answer) {
  Visit& visit = parts_.visit;
  visit.keep_client = false;
  visit.record.status = answer.status;
  visit.record.reason = answer.reason;
  const OwnAnswer own{.answer = answer,
                      .maker = ErrorMaker::server,
                      .head_read = false,
                      .now = parts_.worker.clock().boot()};
  write_own_answer(visit, own, parts_.worker.settings(), parts_.worker.date());
  const std::string_view bytes = visit.out.view();
  const auto sent = co_await parts_.client.send(bytes);
  finish();
  if (sent) co_await parts_.client.linger();
}

// The log phase: counts and writes down what happened.
void Pipeline::finish() {
  begun_ = false;
  Visit& visit = parts_.visit;
  if (visit.record.status == 0) {
    visit.record.status = client_left_status;
    visit.record.reason = "client.left";
  }
  visit.record.bytes_in = visit.request_body.data_bytes();
  record_access(visit, {parts_.worker, parts_.client.entrance(), origin_});
  visit.revision.release();
}

}  // namespace cardea::proxy
