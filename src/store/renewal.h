// SPDX-License-Identifier: Apache-2.0
// One secret field of one row put anew, on the condition that nobody has changed it meanwhile: what
// the gateway itself writes without having been asked to.
#pragma once

#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "loop/task.h"
#include "schema/entity.h"
#include "store/hash_key.h"
#include "store/store.h"

namespace cardea::crypto {
class Keyring;
}

namespace cardea::store {

/// What is to be changed: `field` of the row with this id, from `before` to `after` (both in the
/// clear).
struct Renewal {
  const schema::Entity* entity = nullptr;
  std::string field;
  std::string id;
  Secret before;
  Secret after;
};

/// An ordinary conditional commit. False when the row is gone or holds another text by now: nothing
/// was changed. The references outlive the task.
Task<Result<bool>> renew(Store& store, const crypto::Keyring& keyring, const HashKey& hashes,
                         Renewal renewal);

}  // namespace cardea::store
