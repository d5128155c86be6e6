// SPDX-License-Identifier: Apache-2.0
// The request target (RFC 9112 section 3.2) taken apart: its form, and views of its parts.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "http/method.h"

namespace cardea::http {

enum class TargetForm : std::uint8_t {
  origin,     ///< /path?query
  absolute,   ///< http://host/path?query, what a client sends to a proxy
  authority,  ///< host:port, CONNECT only
  asterisk,   ///< *, OPTIONS only
};

/// Views into the text that was split, or to static storage.
struct Target {
  TargetForm form = TargetForm::origin;
  std::string_view scheme;     ///< absolute form only, as sent
  std::string_view authority;  ///< absolute and authority form: host[:port], valid
  std::string_view path;       ///< raw, up to `?`; begins with `/`, or is `*` (asterisk form, and
                               ///< OPTIONS in absolute form without a path); empty for authority
  std::string_view query;      ///< without the `?`, raw
  bool has_query = false;      ///< there was a `?`, even if nothing follows it

  /// The query with its `?`, to be put behind another path; empty without one.
  [[nodiscard]] std::string_view question() const {
    return has_query ? std::string_view(query.data() - 1, query.size() + 1) : std::string_view();
  }
};

/// Splits a target. Empty when it has none of the four forms, or one that does not go with the
/// method; when an absolute form's scheme is not http or https, or its authority is not a valid
/// host[:port] (user information is refused, RFC 9110 section 4.2.4); when a byte is not visible
/// ASCII or is `#`. Characters that RFC 3986 excludes but browsers send (`|`, `{`, `"`, `^` ...)
/// are let through: in the path they are encoded before they go on.
std::optional<Target> split_target(std::string_view text, Method method);

}  // namespace cardea::http
