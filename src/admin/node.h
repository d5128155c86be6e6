// SPDX-License-Identifier: Apache-2.0
// What a node says about itself: `GET /`, `/status`, `/status/ready`, `/metrics` (kong-admin 2).
// And what crawlers that came here are told.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "admin/reply.h"
#include "cluster/follower.h"
#include "cluster/near_cache.h"
#include "loop/offload.h"
#include "loop/task.h"
#include "observe/metrics.h"
#include "plugin/type.h"
#include "store/store.h"

namespace cardea::admin {

class Node {
 public:
  struct Parts {
    store::Store& store;
    cluster::Follower& follower;
    cluster::NearCache& cache;
    const Clock& clock;
    observe::Metrics& metrics;
    loop::Offload& offload;
    std::vector<const plugin::PluginType*> plugins;
    json::Object configuration;  ///< every setting, secrets hidden
    std::string node_id, hostname, version;
    std::function<json::Object()> proxy;  ///< connections, requests, revision, routes
  };
  explicit Node(Parts parts) : parts_(std::move(parts)) {}

  enum class Page { none, root, status, ready, metrics, robots };
  static Page find_page(const std::vector<std::string>& path);

  Task<Reply> serve(Page page, const Call& call);

  /// Whether this node can serve: it has caught up with the store once.
  [[nodiscard]] bool is_ready() const { return parts_.follower.facts().caught_up; }

 private:
  Task<Reply> root();
  Task<Reply> metrics();
  [[nodiscard]] Reply status() const;
  [[nodiscard]] Reply ready() const;
  Task<std::expected<std::vector<std::string>, Reply>> enabled_plugins();

  Parts parts_;
};

}  // namespace cardea::admin
