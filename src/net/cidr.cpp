// SPDX-License-Identifier: Apache-2.0
// Blocks of addresses: the first `prefix` bits of an address decide. IPv4 addresses that come
// mapped into IPv6 are compared as IPv4.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <tuple>
#include <utility>

#include "net/address.h"

namespace cardea::net {
namespace {

// ::ffff:0:0/96, where IPv4 addresses are mapped to (RFC 4291 section 2.5.5.2).
constexpr unsigned mapped_bits = 96;

}  // namespace

Cidr Cidr::of(const Address& address) {
  const auto bytes = address.ip_bytes();
  Cidr block;
  std::copy(bytes.begin(), bytes.end(), block.bytes_.begin());
  block.length_ = static_cast<std::uint8_t>(bytes.size());
  block.prefix_ = static_cast<std::uint8_t>(bytes.size() * 8);
  return block;
}

void Cidr::cut(unsigned prefix) {
  prefix_ = static_cast<std::uint8_t>(prefix);
  for (unsigned bit = prefix; bit < length_ * 8U; ++bit) {
    bytes_[bit / 8] &= static_cast<std::uint8_t>(~(0x80U >> (bit % 8)));
  }
}

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
  Cidr block = of(*address);
  if (slash == std::string_view::npos) return block;

  const auto digits = text.substr(slash + 1);
  unsigned prefix = 0;
  const auto* const last = digits.data() + digits.size();
  const auto [end, error] = std::from_chars(digits.data(), last, prefix);
  const bool is_v6 = address->family() == Address::Family::ipv6;
  if (digits.empty() || error != std::errc{} || end != last || prefix > (is_v6 ? 128U : 32U)) {
    return bad();
  }
  const bool is_mapped = is_v6 && block.length_ == 4;
  if (is_mapped && prefix < mapped_bits) {  // more than the mapped ones: a block of IPv6
    block.length_ = 16;
    block.bytes_ = {};
    block.bytes_[10] = block.bytes_[11] = 0xff;
  }
  block.cut(is_mapped && prefix >= mapped_bits ? prefix - mapped_bits : prefix);
  return block;
}

bool Cidr::holds(std::span<const std::uint8_t> bytes) const noexcept {
  const std::size_t whole = prefix_ / 8;
  if (std::memcmp(bytes.data(), bytes_.data(), whole) != 0) return false;
  const unsigned rest = prefix_ % 8;
  if (rest == 0) return true;
  const auto mask = static_cast<std::uint8_t>(0xff00U >> rest);
  return (bytes[whole] & mask) == bytes_[whole];
}

bool Cidr::contains(const Address& address) const noexcept {
  const auto bytes = address.ip_bytes();
  return !bytes.empty() && bytes.size() == length_ && holds(bytes);
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
  set.put_in_order();
  return set;
}

// Blocks lie inside one another or apart, so after sorting a block that lies in one before it lies
// in the last one kept.
void CidrSet::put_in_order() {
  std::ranges::sort(blocks_, {}, [](const Cidr& block) {
    return std::tuple(block.length_, block.bytes_, block.prefix_);
  });
  std::vector<Cidr> kept;
  for (const Cidr& block : blocks_) {
    const bool inside = !kept.empty() && kept.back().length_ == block.length_ &&
                        kept.back().prefix_ <= block.prefix_ && kept.back().holds(block.bytes_);
    if (!inside) kept.push_back(block);
  }
  blocks_ = std::move(kept);
}

bool CidrSet::contains(const Address& address) const noexcept {
  if (address.is_unix()) return unix_;
  const Cidr wanted = Cidr::of(address);
  const auto after = std::ranges::upper_bound(
      blocks_, std::pair(wanted.length_, wanted.bytes_), {},
      [](const Cidr& block) { return std::pair(block.length_, block.bytes_); });
  return after != blocks_.begin() && std::prev(after)->contains(address);
}

}  // namespace cardea::net
