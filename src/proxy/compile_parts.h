// SPDX-License-Identifier: Apache-2.0
// The compiled forms of services and plugins, by id: what a Compiler keeps between steps.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/plugin.h"
#include "model/service.h"
#include "plugin/chain.h"
#include "plugin/type.h"
#include "proxy/snapshot.h"

namespace cardea::proxy {

/// The kinds of plugins by name, each with its place in the order of execution.
struct PluginKind {
  std::size_t order = 0;
  const plugin::PluginType* type = nullptr;
};
using PluginTable = boost::unordered_flat_map<std::string, PluginKind>;

/// How upstreams are verified where their service does not say.
struct UpstreamTls {
  bool verify = false;
  std::string ca_file;  ///< empty: the system's authorities
  int depth = 1;
};

class ServiceCompiler {
 public:
  explicit ServiceCompiler(UpstreamTls tls) : tls_(std::move(tls)) {}

  void keep(const model::Service& service);
  void drop(std::string_view id) { entries_.erase(std::string(id)); }
  void clear() { entries_.clear(); }

  /// Null when there is none, or it is disabled.
  [[nodiscard]] std::shared_ptr<const ServiceEntry> find(std::string_view id) const;

 private:
  struct Client {
    net::TlsContext context;
    std::uint64_t number;
  };
  const Client* client_for(const model::Service& service);

  UpstreamTls tls_;
  std::map<std::pair<bool, int>, Client> clients_;                  // by verify and depth
  boost::unordered_flat_map<std::string, std::uint64_t> tls_keys_;  // by client and server name
  boost::unordered_flat_map<std::string, std::shared_ptr<const ServiceEntry>> entries_;
};

class PluginCompiler {
 public:
  using ConfiguredPointer = plugin::ConfiguredPointer;
  using Configureds = std::vector<ConfiguredPointer>;

  PluginCompiler(PluginTable table, const plugin::Wiring& wiring)
      : table_(std::move(table)), wiring_(wiring) {}

  /// A disabled one, or one for streams alone, is the same as none. One that cannot be made answers
  /// every request itself: a route must not open because its lock is broken.
  void keep(const model::Plugin& row);
  void drop(const std::string& id);
  void clear();

  /// Null when there is none, or it is disabled.
  [[nodiscard]] ConfiguredPointer find(const std::string& id) const;
  /// The plugins of this route and service, whose ids may be empty.
  [[nodiscard]] plugin::Chain chain(const std::string& route, const std::string& service);
  /// Whether some are bound to this route alone.
  [[nodiscard]] bool has_for_route(const std::string& route) const {
    return by_route_.contains(route);
  }

 private:
  std::shared_ptr<const plugin::Handler> make_handler(const model::Plugin& row) const;
  Configureds& list_for(const plugin::Configured& one);

  PluginTable table_;
  const plugin::Wiring& wiring_;
  boost::unordered_flat_map<std::string, ConfiguredPointer> all_;
  Configureds unbound_;  // to neither route nor service
  std::shared_ptr<const plugin::Everywhere>
      everywhere_;  // made of these; null: they have changed since
  boost::unordered_flat_map<std::string, Configureds> by_route_, by_service_;
};

}  // namespace cardea::proxy
