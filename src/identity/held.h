// SPDX-License-Identifier: Apache-2.0
// A record kept right beside what names it, so that who uses both again and again need not look it
// up: a remembered token keeps its consumer. It is believed on the terms on which a token is, while
// the generation of its key stands; so an event about the record is in force at once here too.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "identity/directory.h"
#include "identity/token_memory.h"

namespace cardea::identity {

/// Not thread-safe: it belongs to one core, like the memory it lies in. Always for one source and
/// one value.
template <class T>
class Held {
 public:
  /// What Directory::recall says of this value, from here if it still stands. An absence is not
  /// held.
  std::optional<std::shared_ptr<const T>> recall(Directory& directory, Source<T> source,
                                                 std::string_view value) {
    const cluster::Generations& generations = directory.generations();
    if (object_ && generations.of(from_.key_hash) == from_.generation) return object_;
    const std::uint64_t hash = cluster::hash_key(source.kind, value);
    from_ = {hash, generations.of(hash)};  // before the look-up: what comes in between is noticed
    auto found = directory.recall(source, value);
    object_ = found ? *found : nullptr;
    return found;
  }

 private:
  std::shared_ptr<const T> object_;
  Derived from_;
};

}  // namespace cardea::identity
