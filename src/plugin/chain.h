// SPDX-License-Identifier: Apache-2.0
// The plugins that concern requests of one route and service, in the order in which they run. Of
// each kind one configuration applies to a request: the most specific whose route, service and
// consumer fit (kong-proxy 6.2). The consumer is known only while the walk goes on, so that last
// choice is made at each link; it costs two look-ups at most, however many consumers have a
// configuration of their own.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/text_hash.h"
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

using ConfiguredPointer = std::shared_ptr<const Configured>;

/// Configurations of one kind, the most specific first.
using Ranked = std::vector<ConfiguredPointer>;

/// The same by the id of their consumer.
class ByConsumer {
 public:
  void add(const ConfiguredPointer& one);
  /// Empty where there is none; an empty id has none.
  [[nodiscard]] std::span<const ConfiguredPointer> find(std::string_view consumer) const;

 private:
  boost::unordered_flat_map<std::string, Ranked, TextHash, std::equal_to<>> all_;
};

/// The configurations that name neither a route nor a service. Immutable, and shared by all chains,
/// since there may be one for each of very many consumers.
class Everywhere {
 public:
  /// Those of `all` that are such.
  static std::shared_ptr<const Everywhere> make(std::span<const ConfiguredPointer> all);

 private:
  friend class Chain;
  struct Kind {
    Ranked everybody;
    ByConsumer by_consumer;
    bool responds = false;
  };
  std::map<std::size_t, Kind> kinds_;  // by their place in the order
};

/// Immutable; shared by all requests of a route.
class Chain {
 public:
  /// What applies everywhere, and those of `bound` that apply to this route and service, either of
  /// which may be empty. What `bound` has beside those is passed over.
  static Chain make(std::shared_ptr<const Everywhere> everywhere,
                    std::span<const ConfiguredPointer> bound, std::string_view route,
                    std::string_view service);

  /// One kind of plugin.
  class Link {
   public:
    /// The configuration for this consumer (empty: none known yet), or null.
    [[nodiscard]] const Configured* choose(std::string_view consumer) const;
    /// All that fit this consumer: the one chosen, and behind it those it keeps from running.
    [[nodiscard]] std::vector<const Configured*> fitting(std::string_view consumer) const;

   private:
    friend class Chain;
    ByConsumer by_consumer_;    // bound to route or service
    Ranked bound_;              // the same for everybody
    bool bound_twice_ = false;  // its first is bound to both: before what a consumer has everywhere
    const Everywhere::Kind* everywhere_ = nullptr;
  };

  [[nodiscard]] const std::vector<Link>& links() const { return links_; }

  /// Whether any of its configurations has a response phase.
  [[nodiscard]] bool responds() const { return responds_; }

 private:
  std::shared_ptr<const Everywhere> everywhere_;
  std::vector<Link> links_;
  bool responds_ = false;
};

}  // namespace cardea::plugin
