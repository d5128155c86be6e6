// SPDX-License-Identifier: Apache-2.0
// The line `memory` of backends.def.
#include "store/backend.h"

#include "store/memory/memory_store.h"

namespace cardea::store::memory {

const Backend& backend();

const Backend& backend() {
  static const Backend it{.name = "memory",
                          .open = [](const OpenOptions& options) -> Result<std::unique_ptr<Store>> {
                            return std::make_unique<MemoryStore>(options);
                          }};
  return it;
}

}  // namespace cardea::store::memory
