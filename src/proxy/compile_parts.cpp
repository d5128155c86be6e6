// SPDX-License-Identifier: Apache-2.0
// Services whose TLS settings are equal share one context, and connections may be shared by those
// that also speak to the same server name.
#include "proxy/compile_parts.h"

#include <fmt/format.h>

#include <algorithm>

#include "observe/log.h"

namespace cardea::proxy {
namespace {

Duration milliseconds(const std::optional<std::int64_t>& count) {
  return std::chrono::milliseconds(count.value_or(60'000));
}

// One that names only protocols of streams has nothing to do here (kong-proxy 6.2).
bool is_for_requests(const model::Plugin& row) {
  using enum model::Protocol;
  return std::ranges::any_of(row.protocols, [](model::Protocol one) {
    return one == http || one == https || one == grpc || one == grpcs;
  });
}

// Stands in for a plugin that cannot be made.
class Unusable final : public plugin::Handler {
 public:
  plugin::Step on_request(plugin::Exchange&) const override {
    static constexpr plugin::Answer answer{.status = 503,
                                           .reason = "plugin.unusable",
                                           .message = "A plugin of this route cannot be used"};
    return plugin::Verdict::answer(answer);
  }
};

}  // namespace

const ServiceCompiler::Client* ServiceCompiler::client_for(const model::Service& service) {
  const bool verify = service.tls_verify.value_or(tls_.verify);
  const int depth = static_cast<int>(service.tls_verify_depth.value_or(tls_.depth));
  const auto at = clients_.find({verify, depth});
  if (at != clients_.end()) return &at->second;
  net::TlsClientOptions options;
  options.verify = verify;
  options.verify_depth = depth;
  options.ca_file = tls_.ca_file;
  auto context = net::TlsContext::client(options);
  if (!context) {
    observe::error("service {}: no TLS towards upstreams: {}", service.id, context.error().detail);
    return nullptr;
  }
  const std::uint64_t number = clients_.size() + 1;
  return &clients_.emplace(std::pair{verify, depth}, Client{std::move(*context), number})
              .first->second;
}

void ServiceCompiler::keep(const model::Service& service) {
  drop(service.id);
  if (!service.enabled) return;
  auto entry = std::make_shared<ServiceEntry>();
  entry->id = service.id;
  entry->name = service.name.value_or("");
  entry->host = service.host;
  entry->port = service.port;
  entry->path = service.path.value_or("");
  entry->https = service.protocol == model::Protocol::https;
  const bool standard = service.port == (entry->https ? 443 : 80);
  entry->host_field = standard ? service.host : fmt::format("{}:{}", service.host, service.port);
  entry->retries = static_cast<int>(service.retries.value_or(5));
  entry->connect_timeout = milliseconds(service.connect_timeout);
  entry->write_timeout = milliseconds(service.write_timeout);
  entry->read_timeout = milliseconds(service.read_timeout);
  if (entry->https) {
    const Client* const client = client_for(service);
    // Without a client the entry stays, so that its routes do not give way to less specific ones;
    // requests are answered 503.
    if (client != nullptr) {
      entry->tls = client->context;
      entry->server_name = service.host;
      const auto key = fmt::format("{}/{}", client->number, service.host);
      entry->tls_key = tls_keys_.try_emplace(key, tls_keys_.size() + 1).first->second;
    }
  }
  entries_.insert_or_assign(service.id, std::move(entry));
}

std::shared_ptr<const ServiceEntry> ServiceCompiler::find(std::string_view id) const {
  const auto at = entries_.find(std::string(id));
  return at == entries_.end() ? nullptr : at->second;
}

std::shared_ptr<const plugin::Handler> PluginCompiler::make_handler(
    const model::Plugin& row) const {
  const auto kind = table_.find(row.name);
  if (kind == table_.end()) {
    observe::error(
        "plugin {} is of kind '{}', which this program does not have: requests it concerns are "
        "refused",
        row.id, row.name);
    return std::make_shared<Unusable>();
  }
  auto made = kind->second.type->make(row.config, wiring_);
  if (made) return std::move(*made);
  observe::error("plugin {} ({}) cannot be used, requests it concerns are refused: {}", row.id,
                 row.name, made.error().detail);
  return std::make_shared<Unusable>();
}

PluginCompiler::Configureds& PluginCompiler::list_for(const plugin::Configured& one) {
  if (one.route) return by_route_[*one.route];
  if (one.service) return by_service_[*one.service];
  everywhere_ = nullptr;
  return unbound_;
}

void PluginCompiler::keep(const model::Plugin& row) {
  drop(row.id);
  if (!row.enabled || !is_for_requests(row)) return;
  auto one = std::make_shared<plugin::Configured>();
  const auto kind = table_.find(row.name);
  // An unknown kind gets a place of its own, behind the known ones.
  one->order = kind == table_.end() ? table_.size() + std::hash<std::string>{}(row.name) % 1'000'000
                                    : kind->second.order;
  one->id = row.id;
  one->name = row.name;
  one->route = row.route;
  one->service = row.service;
  one->consumer = row.consumer;
  one->handler = make_handler(row);
  one->responds = one->handler->has_response_phase();
  list_for(*one).push_back(one);
  all_.insert_or_assign(row.id, std::move(one));
}

void PluginCompiler::drop(const std::string& id) {
  const auto at = all_.find(id);
  if (at == all_.end()) return;
  const ConfiguredPointer one = at->second;
  all_.erase(at);
  Configureds& list = list_for(*one);
  std::erase(list, one);
  if (list.empty() && one->route) by_route_.erase(*one->route);
  if (list.empty() && !one->route && one->service) by_service_.erase(*one->service);
}

void PluginCompiler::clear() {
  all_.clear();
  unbound_.clear();
  everywhere_ = nullptr;
  by_route_.clear();
  by_service_.clear();
}

PluginCompiler::ConfiguredPointer PluginCompiler::find(const std::string& id) const {
  const auto at = all_.find(id);
  return at == all_.end() ? nullptr : at->second;
}

plugin::Chain PluginCompiler::chain(const std::string& route, const std::string& service) {
  if (everywhere_ == nullptr) everywhere_ = plugin::Everywhere::make(unbound_);
  Configureds bound;
  const auto add = [&](const auto& lists, const std::string& id) {
    const auto at = lists.find(id);
    if (at != lists.end()) bound.insert(bound.end(), at->second.begin(), at->second.end());
  };
  add(by_service_, service);
  add(by_route_, route);
  return plugin::Chain::make(everywhere_, bound, route, service);
}

}  // namespace cardea::proxy
