// SPDX-License-Identifier: Apache-2.0
// The line `sqlite` of backends.def.
#include "store/backend.h"

#include "store/sqlite/sqlite_store.h"

namespace cardea::store::sqlite {

const Backend& backend();

const Backend& backend() {
  static const Backend it{.name = "sqlite", .open = &SqliteStore::open};
  return it;
}

}  // namespace cardea::store::sqlite
