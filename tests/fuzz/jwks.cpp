// SPDX-License-Identifier: Apache-2.0
// JWK Sets by strangers: none crashes, and every key that is accepted keeps its promises: it serves
// only for algorithms that fit its type, is found under its name, reads back the same, and verifies
// no signature that nobody made. The bytes are taken as a set and as one key of a set.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "jose/key_set.h"
#include "jose/token.h"

namespace {

using namespace cardea;

void require(bool holds) {
  if (!holds) std::abort();
}

void check_finding(const jose::KeySet& set, const jose::Jwk& key) {
  for (const auto& use : key.uses) {
    require(jose::fits(use.algorithm(), key.kind));
    require(key.find(use.algorithm()) == &use);
    const auto all = set.find(use.algorithm(), std::nullopt);
    require(!all.named && !all.keys().empty() && all.keys().size() <= jose::Candidates::most);
    if (key.id.empty()) continue;
    const auto named = set.find(use.algorithm(), key.id);
    require(named.named && !named.keys().empty());
  }
}

void read(std::string_view text) {
  const auto set = jose::KeySet::read(text);
  if (!set) return require(!set.error().detail.empty());
  require(!set->keys().empty() && set->keys().size() <= jose::KeySet::max_keys);
  const auto again = jose::KeySet::read(text);
  require(again.has_value() && again->same_keys(*set) && again->remarks() == set->remarks());
  static const auto token = jose::decode("eyJhbGciOiJSUzI1NiJ9.e30.AAAA");
  for (const auto& key : set->keys()) {
    require(!key.uses.empty() && key.thumbprint.size() == 43 && key.id.size() <= jose::max_key_id);
    check_finding(*set, key);
    require(std::ranges::none_of(key.uses, [](const auto& use) { return use.verify(*token); }));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  read(text);
  read("{\"keys\":[" + std::string(text) + "]}");
  return 0;
}
