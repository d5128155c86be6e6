// SPDX-License-Identifier: Apache-2.0
// The look-ups that all kinds of credentials share: consumers and their groups.
#pragma once

#include <cstddef>

#include "identity/caller.h"
#include "identity/directory.h"

namespace cardea::identity {

const Source<model::Consumer>& consumers_by_id();
const Source<model::Consumer>& consumers_by_username();
const Source<model::Consumer>& consumers_by_custom_id();
/// The groups of a consumer, by its id; `Grants::at` says which of them count. A consumer without
/// groups has an empty list, not null.
const Source<Grants>& groups_by_consumer();

/// What a consumer holds in memory, as `make_shared` makes it. Names and tags may be long, so they
/// count.
std::size_t footprint(const model::Consumer& consumer);

/// Makes them known to the directory. Once, before the first look-up.
void declare_shared_sources(Directory& directory);

}  // namespace cardea::identity
