// SPDX-License-Identifier: Apache-2.0
// Reading first, compiling afterwards: nothing is published of a step that could not be read whole.
#include "proxy/compile.h"

#include <algorithm>
#include <utility>

#include "model/route.h"
#include "model/service.h"
#include "observe/log.h"

namespace cardea::proxy {
namespace {

// Above this many rows in one step reading everything is quicker.
constexpr std::size_t many = 1000;

}  // namespace

Compiler::Compiler(Parts parts)
    : parts_(std::move(parts)), services_(parts_.tls), plugins_(parts_.plugins, parts_.wiring) {}

Task<Result<std::shared_ptr<const Snapshot>>> Compiler::apply(const cluster::FeedStep& step) {
  const Touched touched = touched_by(step);
  const bool forgets = std::ranges::any_of(
      step.events, [](const store::Event& event) { return event.op == store::Event::Op::forget; });
  const bool everything = step.forget_everything || forgets || unreliable_ || touched.size() > many;
  if (!everything && touched.none()) co_return nullptr;
  unreliable_ = true;  // until the step is read
  if (everything) {
    const auto read = co_await read_all();
    if (!read) co_return fail(read);
  } else {
    const auto read = co_await read_touched(touched);
    if (!read) co_return fail(read);
  }
  unreliable_ = false;
  co_return make_snapshot(step.position);
}

Compiler::Touched Compiler::touched_by(const cluster::FeedStep& step) {
  Touched touched;
  for (const store::Event& event : step.events) {
    if (event.field != "id") continue;
    if (event.kind == model::Service::entity().name()) touched.services.insert(event.value);
    if (event.kind == model::Route::entity().name()) touched.routes.insert(event.value);
    if (event.kind == model::Plugin::entity().name()) touched.plugins.insert(event.value);
  }
  return touched;
}

Task<Status> Compiler::read_all() {
  forget();
  for (const auto* const entity :
       {&model::Service::entity(), &model::Plugin::entity(), &model::Route::entity()}) {
    const auto read = co_await read_all_of(*entity);
    if (!read) co_return read;
  }
  co_return Status{};
}

Task<Status> Compiler::read_all_of(const schema::Entity& entity) {
  store::List question;
  question.entity = &entity;
  question.size = 1000;
  for (;;) {
    auto asked = question;
    const auto page = co_await parts_.store.list(std::move(asked));
    if (!page) co_return fail(page);
    for (const store::Row& row : page->rows) keep(entity, row);
    if (!page->more || page->rows.empty()) co_return Status{};
    question.after = std::string(page->rows.back().at("id").as_string());
  }
}

Task<Status> Compiler::read_touched(const Touched& touched) {
  const std::pair<const schema::Entity*, const Ids*> kinds[] = {
      {&model::Service::entity(), &touched.services},
      {&model::Plugin::entity(), &touched.plugins},
      {&model::Route::entity(), &touched.routes},
  };
  for (const auto& [entity, ids] : kinds) {
    for (const std::string& id : *ids) {
      const auto row = co_await read_row(*entity, id);
      if (!row) co_return fail(row);
      drop(*entity, id);
      if (*row) keep(*entity, **row);
    }
  }
  co_return Status{};
}

Task<Result<std::optional<store::Row>>> Compiler::read_row(const schema::Entity& entity,
                                                           std::string id) {
  store::Find question;
  question.first = {&entity, "id", std::move(id)};
  auto found = co_await parts_.store.find(std::move(question));
  if (!found) co_return fail(std::move(found));
  if (found->answers.empty() || found->answers.front().rows.empty()) co_return std::nullopt;
  co_return std::move(found->answers.front().rows.front());
}

void Compiler::keep(const schema::Entity& entity, const store::Row& row) {
  if (&entity == &model::Service::entity()) {
    const auto service = entity.read<model::Service>(row);
    services_.keep(service);
    const auto at = routes_by_service_.find(service.id);
    if (at != routes_by_service_.end()) stale_.insert(at->second.begin(), at->second.end());
  } else if (&entity == &model::Plugin::entity()) {
    const auto plugin = entity.read<model::Plugin>(row);
    plugins_.keep(plugin);
    if (const auto kept = plugins_.find(plugin.id)) concern(*kept);
  } else {
    auto route = entity.read<model::Route>(row);
    if (route.service) routes_by_service_[*route.service].insert(route.id);
    stale_.insert(route.id);
    const std::string id = route.id;
    routes_.insert_or_assign(id, std::move(route));
  }
}

void Compiler::drop(const schema::Entity& entity, const std::string& id) {
  if (&entity == &model::Service::entity()) {
    services_.drop(id);
    const auto at = routes_by_service_.find(id);
    if (at != routes_by_service_.end()) stale_.insert(at->second.begin(), at->second.end());
  } else if (&entity == &model::Plugin::entity()) {
    if (const auto kept = plugins_.find(id)) concern(*kept);
    plugins_.drop(id);
  } else {
    const auto at = routes_.find(id);
    if (at == routes_.end()) return;
    if (at->second.service) routes_by_service_[*at->second.service].erase(id);
    routes_.erase(at);
    stale_.insert(id);
  }
}

// Marks the routes whose chains this plugin is, or was, part of.
void Compiler::concern(const plugin::Configured& plugin) {
  if (plugin.route) {
    stale_.insert(*plugin.route);
  } else if (plugin.service) {
    const auto at = routes_by_service_.find(*plugin.service);
    if (at != routes_by_service_.end()) stale_.insert(at->second.begin(), at->second.end());
  } else {
    all_stale_ = true;
  }
}

void Compiler::forget() {
  services_.clear();
  plugins_.clear();
  routes_.clear();
  routes_by_service_.clear();
  stale_.clear();
  all_stale_ = true;
}

// A disabled service takes its routes out of the router (kong-proxy 4.1).
bool Compiler::is_routed(const model::Route& route) const {
  return !route.service || services_.find(*route.service) != nullptr;
}

Router::Source Compiler::compile(const model::Route& route) {
  auto entry = std::make_shared<RouteEntry>();
  entry->id = route.id;
  entry->name = route.name.value_or("");
  if (route.service) entry->service = services_.find(*route.service);
  entry->strip_path = route.strip_path;
  entry->preserve_host = route.preserve_host;
  bool http = false;
  bool https = false;
  for (const model::Protocol protocol : route.protocols) {
    http = http || protocol == model::Protocol::http;
    https = https || protocol == model::Protocol::https;
  }
  entry->https_only = https && !http;
  entry->https_redirect_status = route.https_redirect_status_code;
  entry->chain = chain_for(route.id, route.service.value_or(""));
  const std::string service_name = entry->service == nullptr      ? ""
                                   : entry->service->name.empty() ? entry->service->id
                                                                  : entry->service->name;
  entry->requests =
      parts_.requests.series({service_name, entry->name.empty() ? entry->id : entry->name});
  return {std::move(entry), route};
}

std::shared_ptr<const plugin::Chain> Compiler::chain_for(const std::string& route,
                                                         const std::string& service) {
  return std::make_shared<const plugin::Chain>(plugins_.chain(route, service));
}

std::shared_ptr<const Snapshot> Compiler::make_snapshot(const store::Position& position) {
  std::vector<Router::Source> changed;
  std::vector<std::string> removed;
  if (all_stale_ || router_ == nullptr) {
    for (const auto& [id, route] : routes_) {
      if (is_routed(route)) changed.push_back(compile(route));
    }
    router_ = Router::make(changed);
    unrouted_ = chain_for("", "");
  } else {
    for (const std::string& id : stale_) {
      const auto at = routes_.find(id);
      if (at != routes_.end() && is_routed(at->second)) {
        changed.push_back(compile(at->second));
      } else {
        removed.push_back(id);
      }
    }
    router_ = Router::change(*router_, changed, removed);
  }
  all_stale_ = false;
  stale_.clear();
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->revision = ++revision_;
  snapshot->position = position;
  snapshot->router = router_;
  snapshot->unrouted = unrouted_;
  return snapshot;
}

}  // namespace cardea::proxy
