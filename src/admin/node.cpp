// SPDX-License-Identifier: Apache-2.0
// The version that decK and Kong Manager read is Kong's, whose API this is; our own stands beside
// it.
#include "admin/node.h"

#include <unistd.h>

#include <boost/json/array.hpp>
#include <chrono>
#include <set>

#include "admin/errors.h"
#include "model/plugin.h"

namespace cardea::admin {
namespace {

using boost::json::string_view;

// Clients parse this; it says which Admin API is spoken.
constexpr string_view kong_version = "3.9.3";

double seconds(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

json::Object usage(const cluster::NearCache::Usage& cache) {
  json::Object object;
  object["entries"] = cache.entries;
  object["bytes"] = cache.bytes;
  object["absences"] = cache.absences;
  object["absence_bytes"] = cache.absence_bytes;
  object["evicted_for_room"] = cache.evicted_for_room;
  return object;
}

}  // namespace

Node::Page Node::find_page(const std::vector<std::string>& path) {
  if (path.empty()) return Page::root;
  if (path.size() == 1 && path[0] == "status") return Page::status;
  if (path.size() == 2 && path[0] == "status" && path[1] == "ready") return Page::ready;
  if (path.size() == 1 && path[0] == "metrics") return Page::metrics;
  if (path.size() == 1 && path[0] == "robots.txt") return Page::robots;
  return Page::none;
}

Task<Reply> Node::serve(Page page, const Call&) {
  switch (page) {
    case Page::root:
      co_return co_await root();
    case Page::status:
      co_return status();
    case Page::ready:
      co_return ready();
    case Page::metrics:
      co_return co_await metrics();
    case Page::robots:
      co_return Reply{.text = "User-agent: *\nDisallow: /", .content_type = "text/plain"};
    case Page::none:
      break;
  }
  co_return not_found();
}

Task<std::expected<std::vector<std::string>, Reply>> Node::enabled_plugins() {
  std::set<std::string> names;
  store::List question;
  question.entity = &model::Plugin::entity();
  question.size = 1000;
  for (;;) {
    auto asked = question;
    const auto page = co_await parts_.store.list(std::move(asked));
    if (!page) co_return std::unexpected(unable(page.error()));
    for (const auto& row : page->rows) names.emplace(std::string_view(row.at("name").as_string()));
    if (!page->more) break;
    question.after = std::string(page->rows.back().at("id").as_string());
  }
  co_return std::vector<std::string>(names.begin(), names.end());
}

Task<Reply> Node::root() {
  const auto enabled = co_await enabled_plugins();
  if (!enabled) co_return enabled.error();
  json::Object available;
  for (const auto* const type : parts_.plugins) {
    json::Object facts;
    facts["version"] = kong_version;
    facts["priority"] = type->traits().priority;
    available[string_view(type->traits().name)] = std::move(facts);
  }
  json::Array names;
  for (const auto& name : *enabled) names.emplace_back(string_view(name));
  json::Object plugins;
  plugins["available_on_server"] = std::move(available);
  plugins["enabled_in_cluster"] = std::move(names);
  json::Object body;
  body["tagline"] = "Welcome to Cardea";
  body["version"] = kong_version;
  body["edition"] = "community";
  body["cardea"] = {{"version", string_view(parts_.version)}};
  body["hostname"] = string_view(parts_.hostname);
  body["node_id"] = string_view(parts_.node_id);
  body["lua_version"] = "none";
  body["pids"] = {{"master", static_cast<std::int64_t>(::getpid())}, {"workers", json::Array{}}};
  body["timers"] = {{"running", 0}, {"pending", 0}};
  body["plugins"] = std::move(plugins);
  body["configuration"] = parts_.configuration;
  co_return ok(std::move(body));
}

Reply Node::status() const {
  const store::Health health = parts_.store.health();
  const cluster::FollowerFacts facts = parts_.follower.facts();
  json::Object body;
  json::Object database;
  database["reachable"] = health.reachable;
  if (!health.reachable) database["problem"] = string_view(health.problem);
  body["database"] = std::move(database);
  json::Object own = parts_.proxy();
  body["server"] = own["server"];
  body["memory"] = {{"workers_lua_vms", json::Array{}}, {"lua_shared_dicts", json::Object{}}};
  json::Object cardea;
  cardea["ready"] = facts.caught_up;
  cardea["snapshot"] = own["snapshot"];
  if (facts.confirmed) {
    cardea["staleness_seconds"] = seconds(parts_.clock.boot() - *facts.confirmed);
  }
  if (!facts.problem.empty()) cardea["problem"] = string_view(facts.problem);
  cardea["near_cache"] = usage(parts_.cache.usage());
  body["cardea"] = std::move(cardea);
  return ok(std::move(body));
}

Reply Node::ready() const {
  const cluster::FollowerFacts facts = parts_.follower.facts();
  if (facts.caught_up) return message(200, "ready");
  return message(503, facts.problem.empty() ? "starting: the configuration has not been read yet"
                                            : "not ready: " + facts.problem);
}

Task<Reply> Node::metrics() {
  const auto write = [this]() -> Result<std::string> { return parts_.metrics.text(); };
  Result<std::string> text = co_await parts_.offload.run(write);
  if (!text) co_return unable(text.error());
  co_return Reply{.status = 200,
                  .text = std::move(*text),
                  .content_type = "text/plain; version=0.0.4; charset=utf-8"};
}

}  // namespace cardea::admin
