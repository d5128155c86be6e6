// SPDX-License-Identifier: Apache-2.0
// One SipHash key for the process; a kind's salt is the hash of its two names.
#include "cluster/generations.h"

#include <string>

#include "crypto/keyed_hash.h"

namespace cardea::cluster {
namespace {

const crypto::KeyedHash& process_hash() {
  static const crypto::KeyedHash hash;
  return hash;
}

}  // namespace

Kind kind_of(std::string_view entity, std::string_view field) {
  std::string name(entity);
  name += '.';
  name += field;
  return {process_hash()(name)};
}

std::uint64_t hash_key(Kind kind, std::string_view value) {
  constexpr std::uint64_t spread =
      0x9e3779b97f4a7c15;  // 2^64 / golden ratio: all bits depend on the salt
  return process_hash()(value) ^ kind.salt * spread;
}

}  // namespace cardea::cluster
