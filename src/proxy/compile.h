// SPDX-License-Identifier: Apache-2.0
// Turns rows of the store into snapshots. It keeps what it compiled and, for a step of the change
// feed, reads anew only the rows that the step names and compiles only what depends on them.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cluster/feed.h"
#include "loop/task.h"
#include "model/plugin.h"
#include "observe/metrics.h"
#include "plugin/type.h"
#include "proxy/compile_parts.h"
#include "proxy/snapshot.h"
#include "store/store.h"

namespace cardea::proxy {

/// One for the process, on one core; not thread-safe.
class Compiler {
 public:
  struct Parts {
    store::Store& store;
    const plugin::Wiring& wiring;
    PluginTable plugins;
    UpstreamTls tls;
    observe::Family<observe::StatusCounter>& requests;  ///< labels: service, route
  };
  explicit Compiler(Parts parts);

  /// The snapshot after this step; null when nothing in it concerns routing. After an error the
  /// next call reads everything anew. Rows are read one by one and may be newer than the step's
  /// position: what was changed meanwhile comes again with the next step.
  Task<Result<std::shared_ptr<const Snapshot>>> apply(const cluster::FeedStep& step);

 private:
  using Ids = boost::unordered_flat_set<std::string>;

  // Ids of rows that a step names, and of routes that must be compiled anew.
  struct Touched {
    Ids services, routes, plugins;
    [[nodiscard]] bool none() const {
      return services.empty() && routes.empty() && plugins.empty();
    }
    [[nodiscard]] std::size_t size() const {
      return services.size() + routes.size() + plugins.size();
    }
  };

  static Touched touched_by(const cluster::FeedStep& step);
  Task<Status> read_all();
  Task<Status> read_all_of(const schema::Entity& entity);
  Task<Status> read_touched(const Touched& touched);
  Task<Result<std::optional<store::Row>>> read_row(const schema::Entity& entity, std::string id);

  void keep(const schema::Entity& entity, const store::Row& row);
  void drop(const schema::Entity& entity, const std::string& id);
  void concern(const plugin::Configured& plugin);
  void forget();

  [[nodiscard]] bool is_routed(const model::Route& route) const;
  Router::Source compile(const model::Route& route);
  std::shared_ptr<const plugin::Chain> chain_for(const std::string& route,
                                                 const std::string& service);
  std::shared_ptr<const Snapshot> make_snapshot(const store::Position& position);

  Parts parts_;
  ServiceCompiler services_;
  PluginCompiler plugins_;
  boost::unordered_flat_map<std::string, model::Route> routes_;
  boost::unordered_flat_map<std::string, Ids> routes_by_service_;
  Ids stale_;               // routes to be compiled anew or taken out
  bool all_stale_ = true;   // all of them
  bool unreliable_ = true;  // a step failed half way: what is kept may miss something
  std::shared_ptr<const Router> router_;
  std::shared_ptr<const plugin::Chain> unrouted_;
  std::uint64_t revision_ = 0;
};

}  // namespace cardea::proxy
