// SPDX-License-Identifier: Apache-2.0
// The plugins that concern requests of one route and service, in the order in which they run. Of
// each kind one configuration applies to a request: the most specific whose route, service and
// consumer fit (kong-proxy 6.2). The consumer is known only while the walk goes on, so that last
// choice is made at each link.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/handler.h"

namespace cardea::plugin {

/// One row of the `plugins` entity with its handler.
struct Configured {
  std::size_t order = 0;  ///< place of its kind in plugins.def
  std::string id;
  std::string name;
  std::optional<std::string> route, service, consumer;  ///< ids; none: applies to all
  std::shared_ptr<const Handler> handler;
  bool responds = false;  ///< the handler has a response phase
};

/// Immutable; shared by all requests of a route.
class Chain {
 public:
  /// Those of `all` that can apply to this route and service, either of which may be empty.
  static Chain make(std::span<const std::shared_ptr<const Configured>> all, std::string_view route,
                    std::string_view service);

  /// One kind of plugin: its configurations, the most specific first.
  class Link {
   public:
    /// The configuration for this consumer (empty: none known yet), or null.
    [[nodiscard]] const Configured* choose(std::string_view consumer) const;

    [[nodiscard]] const std::vector<std::shared_ptr<const Configured>>& candidates() const {
      return candidates_;
    }

   private:
    friend class Chain;
    std::vector<std::shared_ptr<const Configured>> candidates_;
  };

  [[nodiscard]] const std::vector<Link>& links() const { return links_; }

  /// Whether any of its configurations has a response phase.
  [[nodiscard]] bool responds() const { return responds_; }

 private:
  std::vector<Link> links_;
  bool responds_ = false;
};

}  // namespace cardea::plugin
