// SPDX-License-Identifier: Apache-2.0
// Reading hosts(5): an address, then names, separated by blanks; # begins a comment.
#include "net/hosts_file.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>

namespace cardea::net {
namespace {

constexpr std::string_view blanks = " \t\r";

/// Takes the first word off the line; empty when there is none.
std::string_view take_word(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
  const auto word = line.substr(0, line.find_first_of(blanks));
  line.remove_prefix(word.size());
  return word;
}

}  // namespace

HostsFile HostsFile::read(const std::string& path) {
  std::ifstream file(path);
  return parse(std::string(std::istreambuf_iterator<char>(file), {}));
}

HostsFile HostsFile::parse(std::string_view text) {
  HostsFile hosts;
  while (!text.empty()) {
    auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    line = line.substr(0, line.find('#'));
    const auto address = Address::from_ip(take_word(line), 0);
    if (!address) continue;
    for (auto name = take_word(line); !name.empty(); name = take_word(line))
      hosts.add(name, *address);
  }
  return hosts;
}

void HostsFile::add(std::string_view name, const Address& address) {
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto [place, added] = names_.try_emplace(std::move(lower), address);
  const bool better =
      place->second.family() == Address::Family::ipv6 && address.family() == Address::Family::ipv4;
  if (!added && better) place->second = address;
}

std::optional<Address> HostsFile::find(std::string_view name) const {
  if (const auto found = names_.find(name); found != names_.end()) return found->second;
  if (name == "localhost" || name.ends_with(".localhost")) {
    static const auto loopback = *Address::from_ip("127.0.0.1", 0);
    return loopback;
  }
  return std::nullopt;
}

}  // namespace cardea::net
