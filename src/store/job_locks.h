// SPDX-License-Identifier: Apache-2.0
// Job locks of a store that one process has for itself: a set of names is enough.
#pragma once

#include <memory>
#include <string>

#include "store/store.h"

namespace cardea::store {

/// Thread-safe. Locks may outlive it.
class LocalJobLocks {
 public:
  LocalJobLocks();

  /// Null when the name is taken.
  std::unique_ptr<JobLock> try_take(std::string name);

 private:
  struct Names;
  class Held;
  std::shared_ptr<Names> names_;
};

}  // namespace cardea::store
