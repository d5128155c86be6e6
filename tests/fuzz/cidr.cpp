// SPDX-License-Identifier: Apache-2.0
// Blocks of addresses as operators write them: what is read is written in a form that reads back as
// the same block, a set answers as its blocks do one by one, and what the check of a declaration
// accepts can be read.
#include <algorithm>
#include <boost/json/value.hpp>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "net/address.h"
#include "schema/value_rules.h"

namespace cardea::fuzz {
namespace {

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

// Lines: each is a block, and its address is asked for.
void check(std::string_view input) {
  static const auto accepts = schema::ip_or_cidr();
  std::vector<std::string> texts;
  std::vector<net::Cidr> blocks;
  std::vector<net::Address> addresses;
  while (!input.empty() && texts.size() < 16) {
    const std::string line(input.substr(0, input.find('\n')));
    input.remove_prefix(std::min(input.size(), line.size() + 1));
    const auto block = net::Cidr::parse(line);
    const bool accepted = !accepts.fault(json::Value(boost::json::string_view(line)));
    require(block || !accepted, "what is accepted can be read");
    if (!block) continue;
    const auto again = net::Cidr::parse(block->text());
    require(again && *again == *block, "what is written reads back");
    texts.push_back(line);
    blocks.push_back(*block);
    const auto address = net::Address::from_ip(line.substr(0, line.find('/')), 1);
    require(address.has_value(), "a block begins with an address");
    require(block->contains(*address) || line.contains(':'),
            "a block of IPv4 holds its own address");
    addresses.push_back(*address);
  }
  const auto set = net::CidrSet::parse(texts);
  require(set.has_value(), "a set of blocks can be read");
  for (const auto& one : addresses) {
    const bool inside =
        std::ranges::any_of(blocks, [&](const net::Cidr& block) { return block.contains(one); });
    require(set->contains(one) == inside, "a set holds what one of its blocks holds");
  }
}

}  // namespace
}  // namespace cardea::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  cardea::fuzz::check({reinterpret_cast<const char*>(data), size});
  return 0;
}
