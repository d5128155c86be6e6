// SPDX-License-Identifier: Apache-2.0
// The path that is sent upstream: the service's, and behind it what the route leaves of the
// request's (kong-proxy 4.6).
#pragma once

#include <cstddef>
#include <string_view>

namespace cardea::proxy {

struct PathParts {
  std::string_view service;  ///< the service's path; may be empty
  std::string_view request;  ///< normalised; begins with `/`
  std::size_t matched = 0;   ///< bytes of it that the route's path covered
  bool strip = false;        ///< leave them out
};

/// The joined path, a view of `out` or of a part. `out` needs room for both paths and two bytes.
std::string_view join_path(const PathParts& parts, char* out);

}  // namespace cardea::proxy
