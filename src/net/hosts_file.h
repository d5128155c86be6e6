// SPDX-License-Identifier: Apache-2.0
// /etc/hosts, read once: names that need no DNS. `localhost` and everything below it is the
// loopback address even when the file does not say so (RFC 6761 section 6.3).
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "net/address.h"

namespace cardea::net {

/// Names and their addresses. Of several lines for one name the first IPv4 one counts, else the
/// first.
class HostsFile {
 public:
  /// A file that cannot be read counts as empty.
  static HostsFile read(const std::string& path);
  static HostsFile parse(std::string_view text);

  /// `name` in lower case. The address has port 0.
  [[nodiscard]] std::optional<Address> find(std::string_view name) const;

 private:
  void add(std::string_view name, const Address& address);

  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  boost::unordered_flat_map<std::string, Address, Hash, std::equal_to<>> names_;
};

}  // namespace cardea::net
