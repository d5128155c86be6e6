// SPDX-License-Identifier: Apache-2.0
// Finds the token of a request (kong-proxy 1.2): query, cookies and fields are all read, and what
// they hold is one set of texts. Exactly one is right; the same token in two places is one.
#pragma once

#include <string_view>

#include "base/arena.h"
#include "http/head.h"
#include "plugins/jwt/settings.h"

namespace cardea::plugins::jwt {

struct Located {
  enum class Count : std::uint8_t {
    none,
    one,
    several,  ///< different texts
    no_text,  ///< a bare `?jwt`
  };
  Count count = Count::none;
  std::string_view token;  ///< one: lives as long as the head and the arena
};

Located locate(const http::RequestHead& head, const Settings& settings, Arena& arena);

}  // namespace cardea::plugins::jwt
