// SPDX-License-Identifier: Apache-2.0
// The entities of the core. With those of the plugins they make up the catalog.
#pragma once

#include <vector>

#include "schema/entity.h"

namespace cardea::model {

/// All entities declared in this folder; a Catalog puts them into their order.
std::vector<const schema::Entity*> entities();

}  // namespace cardea::model
