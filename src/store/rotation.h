// SPDX-License-Identifier: Apache-2.0
// Re-seals what is sealed under old keys (`cardea keyring rotate`), page by page, while the gateway
// runs: each page is one commit whose rows must be unchanged since they were read, and a row that
// changed meanwhile is read again. It may be stopped at any time and started anew; when it has
// ended, no row needs an old key.
#pragma once

#include <cstddef>

#include "base/result.h"
#include "loop/task.h"
#include "schema/catalog.h"
#include "store/store.h"

namespace cardea::crypto {
class Keyring;
}

namespace cardea::store {

struct Rotation {
  std::size_t seen = 0;      ///< rows with secret fields
  std::size_t resealed = 0;  ///< rows written
};

/// Walks all entities with secret fields. `page` rows are held in memory and written in one commit.
/// The references must outlive the task.
Task<Result<Rotation>> reseal_all(Store& store, const schema::Catalog& catalog,
                                  const crypto::Keyring& keyring, std::size_t page = 100);

}  // namespace cardea::store
