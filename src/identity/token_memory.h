// SPDX-License-Identifier: Apache-2.0
// One core's memory of credentials that were proved: "exactly this text verified under key K in
// generation g". That and no more is remembered; times, groups and a plugin's settings are judged
// anew at each use. An event about K bumps its generation, so that a revoked key is forgotten by
// every core at once without a message.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock_cache.h"
#include "cluster/generations.h"
#include "crypto/keyed_hash.h"

namespace cardea::identity {

/// A record that something was derived from: its key's place in the generation table, and the
/// number that stood there before the record was read.
struct Derived {
  std::uint64_t key_hash = 0;
  std::uint32_t generation = 0;
};

/// Not thread-safe: each core has its own. Bounded in bytes; what was not used lately goes first.
class TokenMemory {
 public:
  TokenMemory(const cluster::Generations& generations, std::size_t budget)
      : generations_(generations), entries_(budget) {}

  /// What was remembered for exactly this text, as long as its key has not changed; null otherwise.
  /// `scope` keeps apart who remembers (two plugins, or two ways to read one text). Lives until the
  /// next `remember`.
  const void* recall(std::uint64_t scope, std::string_view text);

  /// Remembers `proved` for this text. `from`: read before the key's record was looked up. `bytes`:
  /// of `proved`.
  void remember(std::uint64_t scope, std::string_view text, const Derived& from,
                std::shared_ptr<const void> proved, std::size_t bytes);

  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::string text;
    std::uint64_t scope;
    Derived from;
    std::shared_ptr<const void> proved;
  };

  static void fetch_ahead(const Entry& entry);

  const cluster::Generations& generations_;
  crypto::KeyedHash hash_;
  ClockCache<Entry> entries_;
};

}  // namespace cardea::identity
