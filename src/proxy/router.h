// SPDX-License-Identifier: Apache-2.0
// Finds the route of a request, with the rules of Kong's default router (`traditional_compatible`,
// kong-proxy section 4): more kinds of conditions beat fewer, exact hosts beat wildcards, and so on
// down to the longest path. Exact hosts are found by hash and prefixes by a radix tree, so that
// 100,000 routes cost hardly more than ten.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/head.h"
#include "model/route.h"

namespace cardea::proxy {

struct RouteEntry;

/// What routes are matched against. Views live as long as the call.
struct Asked {
  std::string_view method;
  std::string_view host;      ///< in lower case, without port
  std::uint16_t port = 0;     ///< of the Host field, else of the listener
  std::string_view path;      ///< normalised
  std::string_view sni = {};  ///< in lower case; empty when there is none
  bool tls = false;
  const http::Fields* fields = nullptr;
  bool* failed = nullptr;  ///< set when a regular expression was given up; by the router itself
};

/// The route found. Valid as long as the router.
struct Match {
  const RouteEntry* route = nullptr;  ///< null: none matches
  std::size_t matched =
      0;                ///< bytes of the path that the route's path covered: what strip_path strips
  bool failed = false;  ///< a regular expression was given up: there is no telling
};

/// Immutable; safe from any core. Allocates nothing in `find`.
class Router {
 public:
  struct Source {
    std::shared_ptr<const RouteEntry> entry;
    model::Route route;
  };

  /// Compiles all routes. Precondition: every regular expression was checked when it was written;
  /// one that does not compile all the same makes its path match nothing.
  static std::shared_ptr<const Router> make(const std::vector<Source>& sources);

  /// The same for a few changed routes: what stands under hosts that no changed route names is
  /// shared with `before`. `changed` replaces or adds by id; `removed` are ids.
  static std::shared_ptr<const Router> change(const Router& before,
                                              const std::vector<Source>& changed,
                                              std::span<const std::string> removed);

  [[nodiscard]] Match find(const Asked& asked) const;

  [[nodiscard]] std::size_t size() const;

  ~Router();

 private:
  struct Parts;
  explicit Router(std::unique_ptr<const Parts> parts);
  std::unique_ptr<const Parts> parts_;
};

}  // namespace cardea::proxy
