// SPDX-License-Identifier: Apache-2.0
// Blocks of addresses: the first `prefix` bits of an address decide. IPv4 addresses that come
// mapped into IPv6 are compared as IPv4.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "net/address.h"

namespace cardea::net {

Result<Cidr> Cidr::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = Address::from_ip(text.substr(0, slash), 0);
  const auto bad = [&] {
    return fail(Error::invalid(
        fmt::format("\"{}\" is not a block of addresses; write 10.0.0.0/8, fd00::/8 or one address",
                    text),
        Origin::self));
  };
  if (!address) return bad();
  const auto bytes = address->ip_bytes();
  Cidr block;
  std::copy(bytes.begin(), bytes.end(), block.bytes_.begin());
  block.length_ = static_cast<std::uint8_t>(bytes.size());
  block.prefix_ = static_cast<std::uint8_t>(bytes.size() * 8);
  if (slash == std::string_view::npos) return block;

  const auto digits = text.substr(slash + 1);
  unsigned prefix = 0;
  const auto* const last = digits.data() + digits.size();
  const auto [end, error] = std::from_chars(digits.data(), last, prefix);
  if (digits.empty() || error != std::errc{} || end != last || prefix > block.prefix_) return bad();
  block.prefix_ = static_cast<std::uint8_t>(prefix);
  for (unsigned bit = prefix; bit < block.length_ * 8U; ++bit) {
    block.bytes_[bit / 8] &= static_cast<std::uint8_t>(~(0x80U >> (bit % 8)));
  }
  return block;
}

bool Cidr::contains(const Address& address) const noexcept {
  const auto bytes = address.ip_bytes();
  if (bytes.size() != length_) return false;
  const std::size_t whole = prefix_ / 8;
  if (std::memcmp(bytes.data(), bytes_.data(), whole) != 0) return false;
  const unsigned rest = prefix_ % 8;
  if (rest == 0) return true;
  const auto mask = static_cast<std::uint8_t>(0xff00U >> rest);
  return (bytes[whole] & mask) == bytes_[whole];
}

std::string Cidr::text() const {
  Address address;
  if (length_ == 4) {
    address = *Address::from_ip(
        fmt::format("{}.{}.{}.{}", bytes_[0], bytes_[1], bytes_[2], bytes_[3]), 0);
  } else {
    std::string groups;
    for (std::size_t i = 0; i < 16; i += 2) {
      groups += fmt::format("{}{:02x}{:02x}", i == 0 ? "" : ":", bytes_[i], bytes_[i + 1]);
    }
    address = *Address::from_ip(groups, 0);
  }
  return fmt::format("{}/{}", address.host(), prefix_);
}

Result<CidrSet> CidrSet::parse(std::span<const std::string> texts) {
  CidrSet set;
  for (const auto& text : texts) {
    if (text == "unix:") {
      set.unix_ = true;
      continue;
    }
    auto block = Cidr::parse(text);
    if (!block) return fail(std::move(block));
    set.blocks_.push_back(*block);
  }
  return set;
}

bool CidrSet::contains(const Address& address) const noexcept {
  if (address.is_unix()) return unix_;
  return std::any_of(blocks_.begin(), blocks_.end(),
                     [&](const Cidr& block) { return block.contains(address); });
}

}  // namespace cardea::net
