// SPDX-License-Identifier: Apache-2.0
// host[:port] as it stands in Host fields and absolute targets (RFC 9110 section 7.2, RFC 3986
// section 3.2): validated, split, compared.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace cardea::http {

/// Views into the text that was split.
struct Authority {
  std::string_view host;              ///< as sent; an IPv6 literal keeps its brackets
  std::optional<std::uint16_t> port;  ///< absent when the text has none
  bool is_ipv6 = false;               ///< host is `[...]`
};

/// Splits `host[:port]`. Empty unless the host is a non-empty registered name (unreserved,
/// sub-delimiters, valid percent-encodings; at most 255 bytes), an IPv4 address or an IPv6 address
/// in brackets, and the port, if there is a colon, has 1 to 5 digits up to 65535. No user
/// information, no zone identifiers, no future IP literals.
std::optional<Authority> split_authority(std::string_view text);

}  // namespace cardea::http
