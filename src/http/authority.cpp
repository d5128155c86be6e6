// SPDX-License-Identifier: Apache-2.0
// The host byte by byte against a table; an IPv6 address by the C library's strict reader.
#include "http/authority.h"

#include <arpa/inet.h>

#include <array>
#include <cstring>

#include "http/ascii.h"

namespace cardea::http {
namespace {

constexpr std::size_t longest_host = 255;

// unreserved and sub-delims of RFC 3986: a registered name, but for its percent-encodings.
constexpr auto name_bytes = [] {
  constexpr std::string_view marks = "-._~!$&'()*+,;=";
  std::array<bool, 256> table{};
  for (unsigned c = 1; c < 128; ++c) {
    const char byte = static_cast<char>(c);
    const bool letter = to_lower(byte) >= 'a' && to_lower(byte) <= 'z';
    table[c] = letter || is_digit(byte) || marks.contains(byte);
  }
  return table;
}();

// How many bytes at the start of `text` are a registered name.
std::size_t length_of_name(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    if (name_bytes[static_cast<unsigned char>(text[at])]) {
      ++at;
    } else if (text[at] == '%' && text.size() - at > 2 && hex_value(text[at + 1]) >= 0 &&
               hex_value(text[at + 2]) >= 0) {
      at += 3;
    } else {
      break;
    }
  }
  return at;
}

// How many bytes at the start of `text` are `[IPv6 address]`; 0 if it is none.
std::size_t length_of_literal(std::string_view text) {
  const auto closing = text.find(']');
  if (closing == std::string_view::npos || closing > INET6_ADDRSTRLEN) return 0;
  std::array<char, INET6_ADDRSTRLEN + 1> address{};
  std::memcpy(address.data(), text.data() + 1, closing - 1);
  if (std::memchr(address.data(), 0, closing - 1) != nullptr) return 0;
  in6_addr parsed{};
  return inet_pton(AF_INET6, address.data(), &parsed) == 1 ? closing + 1 : 0;
}

std::optional<std::uint16_t> read_port(std::string_view digits) {
  if (digits.empty() || digits.size() > 5) return std::nullopt;
  unsigned port = 0;
  for (const char c : digits) {
    if (!is_digit(c)) return std::nullopt;
    port = port * 10 + static_cast<unsigned>(c - '0');
  }
  if (port > 65535) return std::nullopt;
  return static_cast<std::uint16_t>(port);
}

}  // namespace

std::optional<Authority> split_authority(std::string_view text) {
  if (text.empty()) return std::nullopt;
  Authority authority;
  authority.is_ipv6 = text.front() == '[';
  const auto length = authority.is_ipv6 ? length_of_literal(text) : length_of_name(text);
  if (length == 0 || length > longest_host) return std::nullopt;

  authority.host = text.substr(0, length);
  const auto rest = text.substr(length);
  if (rest.empty()) return authority;
  if (rest.front() != ':') return std::nullopt;
  authority.port = read_port(rest.substr(1));
  if (!authority.port) return std::nullopt;
  return authority;
}

}  // namespace cardea::http
