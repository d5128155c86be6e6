// SPDX-License-Identifier: Apache-2.0
#include "store/store_conformance.h"

namespace cardea::store {

namespace sqlite {
const Backend& backend();
}

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreConformance, testing::Values(&sqlite::backend()));

}  // namespace cardea::store
