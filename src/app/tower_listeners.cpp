// SPDX-License-Identifier: Apache-2.0
// The doors of the tower: proxy listeners on every core, the Admin API and the status page on the
// control core, and the Unix socket by which commands of this machine talk to the gateway.
#include <fmt/format.h>

#include "app/derive.h"
#include "app/plugin_table.h"
#include "app/tower.h"
#include "base/version.h"
#include "observe/log.h"

namespace cardea::app {
namespace {

void report_notice(std::string_view text) {
  observe::warn("{}", text);
}

std::string described(std::string_view kind, const net::Address& address, bool tls) {
  const std::string_view scheme = address.is_unix() ? "" : tls ? "https://" : "http://";
  return fmt::format("{:<7} {}{}", kind, scheme, address.text());
}

// Every setting, secrets hidden.
json::Object shown(const LoadedSettings& settings) {
  json::Object all;
  for (const SettingInForce& one : settings.in_force) {
    const std::string text = one.setting->secret && !one.text.empty() ? "******" : one.text;
    all[boost::json::string_view(one.setting->name)] = boost::json::string_view(text);
  }
  return all;
}

}  // namespace

Status Gateway::Tower::open_proxy_listeners() {
  for (const ListenOn& on : config.proxy_listen) {
    if (auto opened = listen_for_proxy(on); !opened) return opened;
  }
  return {};
}

Status Gateway::Tower::listen_for_proxy(const ListenOn& on) {
  auto port = std::make_unique<proxy::Port>();
  if (on.tls) {
    auto tls = server_tls(config);
    if (!tls) return fail(std::move(tls));
    port->tls = std::move(*tls);
  }
  const net::ListenOptions options{
      .address = on.address, .backlog = on.backlog, .defer_accept = on.deferred};
  auto opened = net::Listener::open_on_all(*cores, options);
  if (!opened) return fail(std::move(opened));
  port->number = opened->front()->local().port();
  std::uint16_t none = 0;
  proxy_ports[on.tls ? 1 : 0].compare_exchange_strong(none, port->number);
  const std::string address = opened->front()->local().text();
  if (proxy_address.empty() && !on.tls) proxy_address = address;
  listening.push_back(described("proxy", opened->front()->local(), on.tls));
  for (auto& listener : *opened) {
    proxy::Worker& worker = *workers[listener->core().index()];
    loop::Gate& gate = *listener_gates[listener->core().index()];
    net::Listener& one = *listener;
    const proxy::Port& through = *port;
    listener->core().post([&gate, &one, &worker, &through] {
      gate.spawn(one.run(
          [&worker, &through](std::unique_ptr<net::Stream> stream) {
            worker.serve(std::move(stream), through);
          },
          report_notice));
    });
    listeners.push_back(std::move(listener));
  }
  ports.push_back(std::move(port));
  return {};
}

void Gateway::Tower::make_decision_pages() {
  decisions.emplace(
      admin::DecisionPages::Parts{.cores = *cores,
                                  .of_core = [this](std::size_t core) -> observe::Decisions& {
                                    return workers[core]->decisions();
                                  },
                                  .records = *records,
                                  .clock = clock,
                                  .node_id = config.node_id,
                                  .kept = config.decisions});
  dry_run.emplace(proxy::DryRun::Parts{
      .settings = proxy_settings, .clock = clock, .directory = *directory, .snapshot = [this] {
        return publisher->snapshot();
      }});
  explanations.emplace(admin::ExplainPages::Parts{
      .dry_run = *dry_run, .records = *records, .port = [this](bool tls) {
        return proxy_ports[tls ? 1 : 0].load();
      }});
}

void Gateway::Tower::make_admin() {
  records.emplace(admin::Records::Parts{.store = *store,
                                        .follower = *follower,
                                        .catalog = catalog(),
                                        .keyring = [this] { return keys->now(); },
                                        .hashes = hashes,
                                        .node_name = hostname,
                                        .patience = std::chrono::seconds(5),
                                        .clock = clock});
  node.emplace(admin::Node::Parts{.store = *store,
                                  .follower = *follower,
                                  .cache = *cache,
                                  .clock = clock,
                                  .metrics = *metrics,
                                  .offload = *offload,
                                  .plugins = plugin_types(),
                                  .configuration = shown(settings),
                                  .node_id = config.node_id,
                                  .hostname = hostname,
                                  .version = std::string(version),
                                  .proxy = [this] { return proxy_facts(); }});
  make_decision_pages();
  api.emplace(admin::Api::Parts{.records = *records,
                                .find_variant = variant_finder(),
                                .passwords = *passwords,
                                .node = *node,
                                .decisions = *decisions,
                                .issuers = issuers->registry(),
                                .explanations = *explanations,
                                .clock = clock});
  auto server_settings = admin_server_settings(config);
  server_settings.access = &admin_log->lane(0);
  server.emplace(*control, clock, std::move(server_settings));
}

Status Gateway::Tower::open_admin() {
  make_admin();
  admin_door.serve = [this](const admin::Call& call) { return api->serve(call); };
  admin_door.guard = guard_settings(config);
  status_door.serve = [this](const admin::Call& call) { return api->serve_status(call); };
  status_door.open = true;
  socket_door.serve = [this](const admin::Call& call) { return serve_socket(call); };
  socket_door.open = true;
  admin_tls_door = admin_door;
  status_tls_door = status_door;
  const bool wants_tls = std::ranges::any_of(config.admin_listen, &ListenOn::tls) ||
                         std::ranges::any_of(config.status_listen, &ListenOn::tls);
  if (wants_tls) {
    auto tls = server_tls(config);
    if (!tls) return fail(std::move(tls));
    admin_tls_door.tls = *tls;
    status_tls_door.tls = *tls;
  }
  for (const ListenOn& on : config.admin_listen) {
    if (auto opened = listen_for_admin(on, on.tls ? admin_tls_door : admin_door, "admin"); !opened)
      return opened;
  }
  for (const ListenOn& on : config.status_listen) {
    if (auto opened = listen_for_admin(on, on.tls ? status_tls_door : status_door, "status");
        !opened)
      return opened;
  }
  return {};
}

Status Gateway::Tower::open_socket() {
  const std::string path = config.data_dir + "/admin.sock";
  auto address = net::Address::from_path(path);
  if (!address) return fail(std::move(address));
  ListenOn on;
  on.address = *address;
  auto opened = listen_for_admin(on, socket_door, "socket");
  if (opened) socket_path = path;
  return opened;
}

Status Gateway::Tower::listen_for_admin(const ListenOn& on, const admin::Door& door,
                                        std::string_view kind) {
  const net::ListenOptions options{
      .address = on.address, .backlog = on.backlog, .defer_accept = on.deferred};
  auto opened = net::Listener::open(*control, options);
  if (!opened) return fail(std::move(opened));
  net::Listener& one = **opened;
  if (kind == "admin" && admin_address.empty() && !on.tls) admin_address = one.local().text();
  listening.push_back(described(kind, one.local(), on.tls));
  control->post([this, &one, &door] {
    listener_gates.back()->spawn(one.run(
        [this, &door](std::unique_ptr<net::Stream> stream) {
          server->serve(std::move(stream), door);
        },
        report_notice));
  });
  listeners.push_back(std::move(*opened));
  return {};
}

}  // namespace cardea::app
