// SPDX-License-Identifier: Apache-2.0
// Passwords that this process has seen match, as marks: what is slow to prove is proved once. A
// mark belongs to one credential and its stored hash, so a password that was changed, or whose
// credential was deleted or made anew, is not remembered by anybody the moment the record is read
// again, and that is at once (cluster/near_cache.h). Unlike generations (token_memory.h), of which
// many keys share one, this makes nobody prove his password again because of another's change.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>

#include "base/clock_cache.h"
#include "base/time.h"
#include "identity/stored_password.h"

namespace cardea::identity {

/// Where a mark is kept in a table; as good as random, but two marks may share one.
std::uint64_t place_of(const PasswordMark& mark);

/// For all cores. Thread-safe; bounded in bytes, and what was not used lately goes first.
class PasswordMemory {
 public:
  static constexpr BootTime for_ever{Duration::max()};

  explicit PasswordMemory(std::size_t budget) : marks_(budget) {}

  [[nodiscard]] bool knows(const PasswordMark& mark, BootTime now);
  /// `until`: when it counts no longer.
  void remember(const PasswordMark& mark, BootTime until = for_ever);

  [[nodiscard]] std::size_t size() const;

 private:
  struct Known {
    PasswordMark mark;
    BootTime until;
  };

  mutable std::mutex mutex_;
  ClockCache<Known> marks_;
};

}  // namespace cardea::identity
