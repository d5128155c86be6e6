// SPDX-License-Identifier: Apache-2.0
// Reading and writing socket addresses. Text forms go through inet_pton and inet_ntop, which know
// no names and no octal surprises.
#include "net/address.h"

#include <arpa/inet.h>
#include <fmt/compile.h>
#include <fmt/format.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <array>
#include <charconv>
#include <cstddef>
#include <cstring>
#include <functional>
#include <optional>

namespace cardea::net {
namespace {

constexpr std::array<std::uint8_t, 12> v4_mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

Error bad_address(std::string_view text) {
  return Error::invalid(
      fmt::format("\"{}\" is not a socket address; write 127.0.0.1:8000, [::1]:8000 or "
                  "unix:/path/to/socket",
                  text),
      Origin::self);
}

Error bad_ip(std::string_view ip) {
  return Error::invalid(fmt::format("\"{}\" is not an IP address", ip), Origin::self);
}

std::optional<std::uint16_t> read_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return port;
}

template <class Sockaddr>
Address take(const Sockaddr& raw) {
  return Address::from_sockaddr(reinterpret_cast<const sockaddr*>(&raw), sizeof raw);
}

}  // namespace

Result<Address> Address::parse(std::string_view text) {
  if (text.starts_with("unix:")) return from_path(text.substr(5));
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return fail(bad_address(text));
  const auto port = read_port(text.substr(colon + 1));
  if (!port) return fail(bad_address(text));
  auto host = text.substr(0, colon);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (bracketed != (host.find(':') != std::string_view::npos)) return fail(bad_address(text));
  auto address = from_ip(host, *port);
  if (!address) return fail(bad_address(text));
  return address;
}

Result<Address> Address::from_ip(std::string_view ip, std::uint16_t port) {
  std::array<char, INET6_ADDRSTRLEN + IF_NAMESIZE + 1> text{};
  const bool is_cut = ip.contains('\0');  // inet_pton would read no further
  if (ip.empty() || ip.size() >= text.size() || is_cut) return fail(bad_ip(ip));
  std::memcpy(text.data(), ip.data(), ip.size());
  sockaddr_in v4{};
  if (::inet_pton(AF_INET, text.data(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    return take(v4);
  }
  sockaddr_in6 v6{};
  if (const auto percent = ip.find('%'); percent != std::string_view::npos) {
    v6.sin6_scope_id = ::if_nametoindex(text.data() + percent + 1);
    if (v6.sin6_scope_id == 0) return fail(bad_ip(ip));
    text[percent] = '\0';
  }
  if (::inet_pton(AF_INET6, text.data(), &v6.sin6_addr) != 1) return fail(bad_ip(ip));
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(port);
  return take(v6);
}

Result<Address> Address::from_path(std::string_view path) {
  sockaddr_un raw{};
  if (path.empty() || path.size() >= sizeof raw.sun_path ||
      path.find('\0') != std::string_view::npos) {
    return fail(Error::invalid(
        fmt::format("the path of a unix socket has 1 to {} bytes, this one has {}: \"{}\"",
                    sizeof raw.sun_path - 1, path.size(), path),
        Origin::self));
  }
  raw.sun_family = AF_UNIX;
  std::memcpy(raw.sun_path, path.data(), path.size());
  return take(raw);
}

Address Address::from_sockaddr(const sockaddr* address, socklen_t size) {
  Address made;
  if (size < sizeof(sa_family_t) || size > sizeof made.storage_) return made;
  std::memcpy(&made.storage_, address, size);
  made.size_ = size;
  if (made.family() == Family::none) return {};
  return made;
}

Address::Family Address::family() const noexcept {
  if (size_ == 0) return Family::none;
  switch (storage_.ss_family) {
    case AF_INET:
      return Family::ipv4;
    case AF_INET6:
      return Family::ipv6;
    case AF_UNIX:
      return Family::unix_path;
    default:
      return Family::none;
  }
}

std::uint16_t Address::port() const noexcept {
  if (family() == Family::ipv4) {
    return ntohs(reinterpret_cast<const sockaddr_in*>(&storage_)->sin_port);
  }
  if (family() == Family::ipv6) {
    return ntohs(reinterpret_cast<const sockaddr_in6*>(&storage_)->sin6_port);
  }
  return 0;
}

Address Address::with_port(std::uint16_t port) const {
  auto moved = *this;
  if (family() == Family::ipv4) {
    reinterpret_cast<sockaddr_in*>(&moved.storage_)->sin_port = htons(port);
  } else if (family() == Family::ipv6) {
    reinterpret_cast<sockaddr_in6*>(&moved.storage_)->sin6_port = htons(port);
  }
  return moved;
}

std::span<const std::uint8_t> Address::ip_bytes() const noexcept {
  if (family() == Family::ipv4) {
    const auto& raw = reinterpret_cast<const sockaddr_in*>(&storage_)->sin_addr;
    return {reinterpret_cast<const std::uint8_t*>(&raw), 4};
  }
  if (family() != Family::ipv6) return {};
  const auto& raw = reinterpret_cast<const sockaddr_in6*>(&storage_)->sin6_addr;
  const std::span<const std::uint8_t> all(raw.s6_addr, 16);
  if (std::memcmp(raw.s6_addr, v4_mapped.data(), v4_mapped.size()) == 0) return all.subspan(12);
  return all;
}

std::string_view Address::host_into(std::span<char> out) const {
  if (is_unix()) {
    const auto* const raw = reinterpret_cast<const sockaddr_un*>(&storage_);
    const auto room = size_ - offsetof(sockaddr_un, sun_path);
    const std::string_view path(raw->sun_path, ::strnlen(raw->sun_path, room));
    std::memcpy(out.data(), path.data(), path.size());
    return {out.data(), path.size()};
  }
  const auto bytes = ip_bytes();
  if (bytes.empty()) return {};
  if (bytes.size() == 4) {  // once or twice a request, and inet_ntop goes by way of sprintf
    char* const end = fmt::format_to(out.data(), FMT_COMPILE("{}.{}.{}.{}"), bytes[0], bytes[1],
                                     bytes[2], bytes[3]);
    return {out.data(), static_cast<std::size_t>(end - out.data())};
  }
  if (::inet_ntop(AF_INET6, bytes.data(), out.data(), static_cast<socklen_t>(out.size())) ==
      nullptr) {
    return {};
  }
  return out.data();
}

std::string Address::host() const {
  std::array<char, 112> room{};
  return std::string(host_into(room));
}

std::string Address::text() const {
  if (is_unix()) return "unix:" + host();
  if (ip_bytes().size() == 16) return fmt::format("[{}]:{}", host(), port());
  if (is_ip()) return fmt::format("{}:{}", host(), port());
  return "(no address)";
}

bool operator==(const Address& a, const Address& b) {
  if (a.is_unix() || b.is_unix()) return a.is_unix() && b.is_unix() && a.host() == b.host();
  const auto left = a.ip_bytes();
  const auto right = b.ip_bytes();
  return a.port() == b.port() && std::equal(left.begin(), left.end(), right.begin(), right.end());
}

std::size_t hash_value(const Address& address) {
  if (address.is_unix()) return std::hash<std::string>{}(address.host());
  const auto bytes = address.ip_bytes();
  const std::string_view view(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return std::hash<std::string_view>{}(view) * 31 + address.port();
}

}  // namespace cardea::net
