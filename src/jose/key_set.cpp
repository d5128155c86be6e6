// SPDX-License-Identifier: Apache-2.0
// RFC 7517 section 5: keys that are not understood are ignored. An empty set counts as a fault of
// whoever published it: to believe it would turn a slip of theirs into the refusal of everybody.
#include "jose/key_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <utility>

#include "json/parse.h"

namespace cardea::jose {
namespace {

constexpr json::Limits limits{.bytes = KeySet::max_bytes, .depth = 16, .members = 10'000};

std::unexpected<Error> no(std::string why) {
  return fail(Error::invalid(std::move(why), Origin::upstream));
}

bool same_algorithm(const VerifyingKey& a, const VerifyingKey& b) {
  return a.algorithm() == b.algorithm();
}

bool same_key(const Jwk& a, const Jwk& b) {
  return a.id == b.id && a.thumbprint == b.thumbprint &&
         std::ranges::equal(a.uses, b.uses, same_algorithm);
}

}  // namespace

Result<KeySet> KeySet::read(std::string_view text) {
  const auto set = json::parse_object(text, limits);
  if (!set) return no("it is no JWK Set: " + set.error().detail);
  return read(*set);
}

Result<KeySet> KeySet::read(const json::Object& set) {
  const auto* const member = set.if_contains("keys");
  const auto* const list = member == nullptr ? nullptr : member->if_array();
  if (list == nullptr) return no("it is no JWK Set: it has no list `keys` (RFC 7517 section 5)");
  if (list->size() > max_keys) {
    return no(fmt::format("it has {} keys; {} are accepted", list->size(), max_keys));
  }
  KeySet read;
  for (std::size_t place = 0; place < list->size(); ++place) read.add((*list)[place], place);
  if (read.keys_.empty()) return no(read.why_none());
  return read;
}

void KeySet::add(const json::Value& key, std::size_t place) {
  const auto* const object = key.if_object();
  if (object == nullptr) {
    remarks_.push_back({"", fmt::format("key {}: it is no object", place + 1), true});
    return;
  }
  std::string id(key_id_of(*object));
  auto jwk = read_jwk(*object);
  if (!jwk) {
    remarks_.push_back(
        {std::move(id), fmt::format("key {}: {}", place + 1, jwk.error().detail), true});
    return;
  }
  if (jwk->discloses_private_part) {
    remarks_.push_back({std::move(id),
                        fmt::format("key {}: its private half is published beside it: whoever "
                                    "reads it can sign; tell the issuer to replace the key",
                                    place + 1),
                        false});
  }
  keys_.push_back(*std::move(jwk));
}

std::string KeySet::why_none() const {
  if (remarks_.empty()) return "it is a JWK Set without keys";
  return fmt::format("none of its {} keys can check signatures; {}", remarks_.size(),
                     remarks_.front().text);
}

Candidates KeySet::find(Algorithm algorithm, std::optional<std::string_view> id) const {
  Candidates named;
  Candidates others;
  for (const Jwk& key : keys_) {
    const VerifyingKey* const use = key.find(algorithm);
    if (id && key.id == *id) {
      named.named = true;
      if (use != nullptr) named.add(*use);
    } else if (use != nullptr && (!id || key.id.empty())) {
      others.add(*use);
    }
  }
  return named.named ? named : others;
}

bool KeySet::same_keys(const KeySet& other) const {
  return std::ranges::equal(keys_, other.keys_, same_key);
}

}  // namespace cardea::jose
