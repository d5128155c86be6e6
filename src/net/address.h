// SPDX-License-Identifier: Apache-2.0
// Where a socket is: an IP address with a port, or the path of a unix socket. And CIDR blocks
// (RFC 4632, RFC 4291), by which `trusted_ips` and the restriction plugins judge addresses.
#pragma once

#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace cardea::net {

/// A socket address: IPv4, IPv6 or unix. A value; a default one is `none`.
class Address {
 public:
  enum class Family : std::uint8_t { none, ipv4, ipv6, unix_path };

  Address() = default;

  /// "127.0.0.1:80", "[::1]:80", "unix:/run/x.sock". Names are refused: they are the resolver's.
  static Result<Address> parse(std::string_view text);
  /// An IP literal without brackets ("10.0.0.1", "::1", "fe80::1%eth0") and a port.
  static Result<Address> from_ip(std::string_view ip, std::uint16_t port);
  /// Refuses paths that are empty or longer than a sockaddr_un holds (107 bytes).
  static Result<Address> from_path(std::string_view path);
  /// Copies what the kernel gave. Unknown families become `none`.
  static Address from_sockaddr(const sockaddr* address, socklen_t size);

  [[nodiscard]] Family family() const noexcept;
  [[nodiscard]] bool is_ip() const noexcept {
    return family() == Family::ipv4 || family() == Family::ipv6;
  }
  [[nodiscard]] bool is_unix() const noexcept { return family() == Family::unix_path; }
  /// 0 for unix sockets.
  [[nodiscard]] std::uint16_t port() const noexcept;
  [[nodiscard]] Address with_port(std::uint16_t port) const;

  /// The address bytes in network order: 4, 16 or none. An IPv4 address mapped into IPv6
  /// (::ffff:a.b.c.d) counts as IPv4. Valid as long as this object.
  [[nodiscard]] std::span<const std::uint8_t> ip_bytes() const noexcept;

  /// "10.0.0.1", "::1", "/run/x.sock" (as in X-Forwarded-For and logs), without a port.
  [[nodiscard]] std::string host() const;
  /// "10.0.0.1:80", "[::1]:80", "unix:/run/x.sock": what `parse` reads.
  [[nodiscard]] std::string text() const;
  /// Writes `host()` into `out` without allocating; returns the part written. `out` holds at least
  /// 108 bytes.
  std::string_view host_into(std::span<char> out) const;

  [[nodiscard]] const sockaddr* data() const noexcept {
    return reinterpret_cast<const sockaddr*>(&storage_);
  }
  [[nodiscard]] socklen_t size() const noexcept { return size_; }

  friend bool operator==(const Address& a, const Address& b);

 private:
  sockaddr_storage storage_{};
  socklen_t size_ = 0;
};

std::size_t hash_value(const Address& address);

/// A block of IP addresses.
class Cidr {
 public:
  /// "10.0.0.0/8", "::1/128", or an address alone. Bits beyond the prefix are ignored, as nginx
  /// does. A block of IPv4 addresses mapped into IPv6 ("::ffff:10.0.0.0/104") is one of IPv4; other
  /// IPv6 blocks, also "::/0", hold no IPv4 addresses, however these came in.
  static Result<Cidr> parse(std::string_view text);
  [[nodiscard]] bool contains(const Address& address) const noexcept;
  [[nodiscard]] std::string text() const;
  friend bool operator==(const Cidr&, const Cidr&) = default;

 private:
  friend class CidrSet;
  /// The block of one address; of no length for others than IP addresses.
  static Cidr of(const Address& address);
  void cut(unsigned prefix);
  /// `bytes`: as many as the block's family has, at least.
  [[nodiscard]] bool holds(std::span<const std::uint8_t> bytes) const noexcept;

  std::array<std::uint8_t, 16> bytes_{};
  std::uint8_t length_ = 0;  ///< bytes of the family: 4 or 16
  std::uint8_t prefix_ = 0;  ///< bits
};

/// Some blocks; "unix:" among them stands for every unix socket peer (as in Kong's trusted_ips).
/// Looking an address up costs the logarithm of their number.
class CidrSet {
 public:
  CidrSet() = default;
  static Result<CidrSet> parse(std::span<const std::string> texts);
  [[nodiscard]] bool contains(const Address& address) const noexcept;
  [[nodiscard]] bool empty() const noexcept { return blocks_.empty() && !unix_; }

 private:
  void put_in_order();

  std::vector<Cidr> blocks_;  // sorted; none inside another
  bool unix_ = false;
};

}  // namespace cardea::net
