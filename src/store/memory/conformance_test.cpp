// SPDX-License-Identifier: Apache-2.0
#include "store/store_conformance.h"

namespace cardea::store {

namespace memory {
const Backend& backend();
}

INSTANTIATE_TEST_SUITE_P(Memory, StoreConformance, testing::Values(&memory::backend()));

}  // namespace cardea::store
