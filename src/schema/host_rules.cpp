// SPDX-License-Identifier: Apache-2.0
// Rules about host names and addresses, with or without port and wildcard. Kong takes a text with
// two colons or more for IPv6, digits and dots for IPv4, anything else for a name; so do we, since
// the texts depend on it.
#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "schema/value_rules.h"

namespace cardea::schema {
namespace {

using Fault = std::optional<std::string>;

struct Host {
  enum class Kind { name, ipv4, ipv6 } kind = Kind::name;
  bool has_port = false;
  std::string fault{};  ///< why it is none
};

bool is_address(int family, std::string_view text) {
  if (text.contains('\0')) return false;  // inet_pton would read no further
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  return inet_pton(family, std::string(text).c_str(), bytes.data()) == 1;
}

bool is_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_port(std::string_view digits) {
  unsigned port = 0;
  const auto* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, port);
  return error == std::errc() && stop == end && port <= 65535;
}

bool is_host_name(std::string_view name) {
  const auto legal = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  };
  if (name.ends_with('.')) name.remove_suffix(1);
  while (true) {
    const auto dot = name.find('.');
    const auto label = name.substr(0, dot);
    if (label.empty() || label.ends_with('-') || !std::ranges::all_of(label, legal)) return false;
    if (dot == std::string_view::npos) return true;
    name.remove_prefix(dot + 1);
  }
}

Host read_ipv6(std::string_view text) {
  Host host{.kind = Host::Kind::ipv6};
  auto address = text;
  if (address.starts_with('[')) {
    const auto end = address.find(']');
    const auto rest = end == std::string_view::npos ? text : address.substr(end + 1);
    if (end == std::string_view::npos || !(rest.empty() || rest.starts_with(':'))) {
      return {.kind = Host::Kind::ipv6, .fault = fmt::format("invalid ipv6 address: {}", text)};
    }
    address = address.substr(1, end - 1);
    host.has_port = !rest.empty();
    if (host.has_port && !is_port(rest.substr(1))) host.fault = "invalid port number";
  }
  if (!is_address(AF_INET6, address)) host.fault = fmt::format("invalid ipv6 address: {}", text);
  return host;
}

Host read_host(std::string_view text) {
  if (std::ranges::count(text, ':') > 1) return read_ipv6(text);
  const auto colon = text.find(':');
  const auto name = text.substr(0, colon);
  const auto port = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);

  Host host;
  host.has_port = colon != std::string_view::npos;
  const bool numeric = !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= '0' && c <= '9') || c == '.';
  });
  if (numeric) {
    host.kind = Host::Kind::ipv4;
    if (!is_address(AF_INET, name)) host.fault = fmt::format("invalid ipv4 address: {}", text);
  } else if (!is_host_name(name)) {
    host.fault = fmt::format("invalid hostname: {}", text);
  }
  if (!host.fault.empty() || !host.has_port) return host;
  if (!is_digits(port)) host.fault = fmt::format("invalid hostname: {}", text);
  if (is_digits(port) && !is_port(port)) host.fault = "invalid port number";
  return host;
}

Fault fault_without_port(std::string_view text) {
  const auto host = read_host(text);
  if (!host.fault.empty() && host.fault != "invalid port number") {
    return fmt::format("invalid value: {}", text);
  }
  if (host.has_port) return "must not have a port";
  return std::nullopt;
}

std::string with_wildcards_as(std::string_view text, std::string_view replacement) {
  std::string plain;
  for (const char c : text) {
    if (c == '*') {
      plain += replacement;
    } else {
      plain += c;
    }
  }
  return plain;
}

}  // namespace

Check host() {
  return text_check("host", fault_without_port);
}

Check host_with_wildcard() {
  return text_check("host_with_wildcard", [](std::string_view value) -> Fault {
    const auto wildcards = std::ranges::count(value, '*');
    if (wildcards > 1) return "invalid wildcard: must have at most one wildcard";
    if (wildcards == 1 && !value.starts_with("*.") && !value.ends_with(".*")) {
      return "invalid wildcard: must be placed at leftmost or rightmost label";
    }
    const auto fault = read_host(with_wildcards_as(value, "abc")).fault;
    return fault.empty() ? Fault() : Fault(fault);
  });
}

Check server_name(bool wildcard) {
  return text_check("server_name", [wildcard](std::string_view value) -> Fault {
    const auto star = value.find('*');
    std::string plain(value);
    if (wildcard && star != std::string_view::npos) {
      if (star != 0 && star + 1 != value.size()) {
        return "wildcard must be leftmost or rightmost character";
      }
      if (std::ranges::count(value, '*') > 1) return "only one wildcard must be specified";
      plain = with_wildcards_as(value, "wildcard");
    }
    const auto host = read_host(plain);
    if (!host.fault.empty() && host.fault != "invalid port number") {
      return fmt::format("invalid value: {}", value);
    }
    if (host.kind != Host::Kind::name) return "must not be an IP";
    if (host.has_port) return "must not have a port";
    return std::nullopt;
  });
}

Check ip_or_cidr() {
  return text_check("ip_or_cidr", [](std::string_view value) -> Fault {
    const auto slash = value.find('/');
    const auto address = value.substr(0, slash);
    const int family = address.contains(':') ? AF_INET6 : AF_INET;
    bool good = is_address(family, address);
    if (slash != std::string_view::npos) {
      const auto bits = value.substr(slash + 1);
      good = good && is_digits(bits) && bits.size() <= 3 && is_port(bits) &&
             std::stoi(std::string(bits)) <= (family == AF_INET ? 32 : 128);
    }
    if (good) return std::nullopt;
    return fmt::format("invalid ip or cidr range: '{}'", value);
  });
}

}  // namespace cardea::schema
