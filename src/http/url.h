// SPDX-License-Identifier: Apache-2.0
// An absolute http or https URL (RFC 9110 section 4.2) taken apart for whoever makes the request:
// where to connect, and what to write. User information and fragments are refused.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cardea::http {

/// Owns its texts.
struct Url {
  bool tls = false;
  std::string host;  ///< a name or an IP literal, without brackets
  std::uint16_t port = 0;
  std::string authority;  ///< for the Host field: the port only where it is not the usual one
  std::string target;     ///< path and query, at least `/`

  /// The whole again, in the same spelling for all that name the same request.
  [[nodiscard]] std::string text() const;

  friend bool operator==(const Url&, const Url&) = default;
};

/// Longest URL that is read, in bytes.
inline constexpr std::size_t max_url = 2048;

/// Nothing when `text` is no such URL. Scheme and host come out in lower case.
std::optional<Url> parse_url(std::string_view text);

}  // namespace cardea::http
