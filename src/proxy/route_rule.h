// SPDX-License-Identifier: Apache-2.0
// A route as the router compares it: one rule for each of its paths, with Kong's priority as one
// number (kong-proxy 4.4), so that the best of the rules that match is the one with the largest
// rank.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/pattern.h"
#include "model/route.h"
#include "proxy/router.h"

namespace cardea::proxy {

/// Which of two matching rules wins: the larger.
struct Rank {
  std::uint64_t priority = 0;
  std::string_view id;  ///< of the route: the larger one wins among equals, as in Kong
  friend auto operator<=>(const Rank&, const Rank&) = default;
};

/// A host that a route names: exact, `*.suffix` or `prefix.*`, perhaps with a port.
struct HostRule {
  enum class Kind : std::uint8_t { exact, suffix, prefix };
  Kind kind = Kind::exact;
  std::string text;  ///< lower case; of wildcards the fixed part with its dot: `.a.com`, `a.`
  std::optional<std::uint16_t> port;

  static HostRule read(std::string_view host);
};

/// What the paths of one route have in common. Immutable.
struct RouteConditions {
  struct HeaderRule {
    std::string name;
    std::vector<std::string> values;  ///< lower case
    std::optional<Pattern> pattern;   ///< instead of values, for a single `~*regex`
  };

  std::shared_ptr<const RouteEntry> entry;
  std::string id;
  std::vector<std::string> methods;
  std::vector<HostRule> hosts;
  std::vector<HeaderRule> headers;
  std::vector<std::string> snis;
  std::uint64_t priority = 0;  ///< without the path's share

  /// Whether everything but host name and path fits.
  [[nodiscard]] bool fits(const Asked& asked) const;
  /// Whether this host rule's port fits.
  static bool port_fits(const HostRule& host, const Asked& asked) {
    return !host.port || *host.port == asked.port;
  }
};

/// One path of a route under one host. Immutable, shared between routers.
struct RouteRule {
  std::shared_ptr<const RouteConditions> route;
  std::optional<HostRule> host;  ///< none: any host
  std::string prefix;            ///< empty: any path, or the path is `regex`
  std::optional<Pattern> regex;
  std::uint64_t priority = 0;

  [[nodiscard]] Rank rank() const { return {priority, route->id}; }
  [[nodiscard]] bool fits(const Asked& asked) const {
    return (!host || RouteConditions::port_fits(*host, asked)) && route->fits(asked);
  }
};

using RouteRules = std::vector<std::shared_ptr<const RouteRule>>;

/// All rules of a route.
RouteRules make_rules(const Router::Source& source);

}  // namespace cardea::proxy
