// SPDX-License-Identifier: Apache-2.0
// Memories that a core keeps of its clients are made anew for each run, so that a run finds out
// everything itself and leaves nothing.
#include "proxy/dry_run.h"

#include <boost/json/array.hpp>

#include "http/authority.h"
#include "http/h1/parse.h"
#include "http/path.h"
#include "identity/miss_budget.h"
#include "identity/token_memory.h"
#include "observe/decisions.h"
#include "observe/request_id.h"
#include "plugin/authenticator.h"
#include "plugin/chain.h"
#include "proxy/decision.h"
#include "proxy/judge.h"

namespace cardea::proxy {
namespace {

using boost::json::string_view;
using plugin::Answer;

constexpr std::size_t token_memory = 65536;  // bytes: for the one token of the request

constexpr Answer bad_path{.status = 400, .reason = "request.bad_path", .message = "Bad request"};

std::string_view name_asked_for(std::string_view host) {
  const auto authority = http::split_authority(host);
  return authority ? authority->host : host;
}

json::Object named(std::string_view id, std::string_view name) {
  json::Object object;
  object["id"] = string_view(id);
  if (!name.empty()) object["name"] = string_view(name);
  return object;
}

json::Object bound_to(const plugin::Configured& plugin) {
  json::Object object;
  if (plugin.route) object["route"] = string_view(*plugin.route);
  if (plugin.service) object["service"] = string_view(*plugin.service);
  if (plugin.consumer) object["consumer"] = string_view(*plugin.consumer);
  return object;
}

bool authenticates(const plugin::Configured& plugin) {
  return dynamic_cast<const plugin::Authenticator*>(plugin.handler.get()) != nullptr;
}

// One kind of plugin: which of its configurations runs for `who`, and which it keeps from running.
json::Object described(const plugin::Chain::Link& link, const plugin::Configured& chosen,
                       std::string_view who) {
  json::Object object;
  object["name"] = string_view(chosen.name);
  object["id"] = string_view(chosen.id);
  object["bound_to"] = bound_to(chosen);
  object["authenticates"] = authenticates(chosen);
  json::Array others;
  for (const auto* const other : link.fitting(who)) {
    if (other == &chosen) continue;
    json::Object one;
    one["id"] = string_view(other->id);
    one["bound_to"] = bound_to(*other);
    others.emplace_back(std::move(one));
  }
  object["instead_of"] = std::move(others);
  return object;
}

}  // namespace

// All that a visit uses, in the order in which it is made.
struct DryRun::Walk {
  Walk(const Parts& parts, std::shared_ptr<const Snapshot> snapshot, ImaginedRequest imagined)
      : request(std::move(imagined)),
        tokens(parts.directory.generations(), token_memory),
        misses({.per_second = 0}),
        revisions([](std::shared_ptr<const Snapshot>) {}),
        visit({parts.directory, tokens, misses, parts.clock}) {
    revisions.publish(std::move(snapshot));
    visit.begin();
    visit.revision = revisions.hold();
    visit.record.arrived = parts.clock.boot();
    visit.record.at = parts.clock.wall();
    visit.exchange.trace().want();
    peer_text = request.client.host();
    entrance = {request.client, peer_text, request.port, request.tls};
  }

  const Answer* arrive(const Settings& settings);
  const Answer* find_route();
  Task<const Answer*> run_plugins();

  ImaginedRequest request;
  identity::TokenMemory tokens;
  identity::MissBudget misses;
  Revisions revisions;
  std::string peer_text;
  Entrance entrance;
  Visit visit;
};

const Answer* DryRun::Walk::arrive(const Settings& settings) {
  http::h1::Cursor cursor;
  Arena& arena = visit.exchange.arena();
  const auto parsed = http::h1::parse_request(request.head, settings.limits, cursor, visit.request);
  if (parsed.state != http::h1::ParseState::complete) {
    visit.request.clear();
    const bool known = parsed.refusal != nullptr;
    const Answer answer{.status = known ? parsed.refusal->status : std::uint16_t{400},
                        .reason = "request.malformed",
                        .message = known ? parsed.refusal->message : "Bad request"};
    return &plugin::keep(arena, answer);
  }
  visit.origin = find_origin(visit.request, entrance, settings, arena);
  const std::string_view raw = visit.request.target.path;
  const auto path = http::normalise_path(raw, arena.take(raw.size()));
  if (!path) return &bad_path;
  visit.exchange.begin({.head = &visit.request,
                        .path = *path,
                        .client = visit.origin.client,
                        .request_id = visit.id.text(),
                        .scheme = visit.origin.scheme,
                        .at = visit.record.at,
                        .is_imagined = true});
  return nullptr;
}

const Answer* DryRun::Walk::find_route() {
  const std::string_view name =
      request.tls ? name_asked_for(visit.request.host) : std::string_view();
  return proxy::find_route(visit, entrance, name);
}

Task<const Answer*> DryRun::Walk::run_plugins() {
  for (const auto& link : visit.match.route->chain->links()) {
    const auto& consumer = visit.exchange.caller().consumer;
    const auto* const chosen =
        link.choose(consumer ? std::string_view(consumer->id) : std::string_view());
    if (chosen == nullptr) continue;
    visit.exchange.trace().enter(*chosen);
    plugin::Step step = chosen->handler->on_request(visit.exchange);
    const plugin::Verdict verdict = co_await plugin::settled(std::move(step));
    if (verdict.proceeds()) continue;
    visit.exchange.trace().refuse();
    co_return &verdict.answer();
  }
  co_return judge_service(visit);
}

Result<std::unique_ptr<DryRun::Walk>> DryRun::begin(ImaginedRequest request) {
  auto snapshot = parts_.snapshot();
  if (snapshot == nullptr) {
    return fail(Error::unavailable("the configuration has not been read yet", Origin::self));
  }
  return std::make_unique<Walk>(parts_, std::move(snapshot), std::move(request));
}

Task<Result<std::string>> DryRun::judge(ImaginedRequest request) {
  auto walk = begin(std::move(request));
  if (!walk) co_return fail(std::move(walk));
  Visit& visit = (*walk)->visit;
  const Answer* refusal = (*walk)->arrive(parts_.settings);
  if (refusal == nullptr) refusal = (*walk)->find_route();
  if (refusal == nullptr) {
    const auto judged = co_await (*walk)->run_plugins();
    refusal = judged;
  }
  if (refusal != nullptr) {
    visit.record.status = refusal->status;
    visit.record.reason = refusal->reason;
    visit.record.fault = refusal->detail;
  }
  observe::Decisions memory(observe::KeptDecisions::off, 0);
  observe::JsonLine record = memory.begin();
  write_decision(record, visit, (*walk)->peer_text);
  co_return std::string(record.finish());
}

Task<Result<json::Object>> DryRun::effective(ImaginedRequest request, std::string consumer) {
  auto walk = begin(std::move(request));
  if (!walk) co_return fail(std::move(walk));
  Visit& visit = (*walk)->visit;
  const Answer* refusal = (*walk)->arrive(parts_.settings);
  if (refusal == nullptr) refusal = (*walk)->find_route();
  json::Object found;
  if (refusal != nullptr) found["reason"] = string_view(refusal->reason);
  const RouteEntry* const route = visit.match.route;
  if (route == nullptr) co_return found;
  found["route"] = named(route->id, route->name);
  if (route->service) found["service"] = named(route->service->id, route->service->name);
  std::string_view who;
  json::Array plugins;
  for (const auto& link : route->chain->links()) {
    const auto* const chosen = link.choose(who);
    if (chosen == nullptr) continue;
    plugins.emplace_back(described(link, *chosen, who));
    if (authenticates(*chosen)) who = consumer;
  }
  found["plugins"] = std::move(plugins);
  found["consumer_is_known"] = !who.empty();
  co_return found;
}

}  // namespace cardea::proxy
