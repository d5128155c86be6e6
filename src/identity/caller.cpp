// SPDX-License-Identifier: Apache-2.0
// Group membership: exact, case-sensitive; consumers have few groups, so the list is searched.
#include "identity/caller.h"

#include <algorithm>

namespace cardea::identity {

bool Groups::contains(std::string_view group) const {
  return std::ranges::find(names, group) != names.end();
}

}  // namespace cardea::identity
