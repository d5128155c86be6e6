// SPDX-License-Identifier: Apache-2.0
// Secret fields never reach a store in the clear: they are sealed (AES-256-GCM, crypto/sealed.h)
// before a row is committed and opened where they are used. The associated data is
// `table/field/id`, so that a sealed text copied into another row, field or table does not open
// there. An id may therefore never change, and rows in hand always carry either all secrets sealed
// or all in the clear: the functions here are the only passage.
#pragma once

#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "schema/entity.h"
#include "store/hash_key.h"
#include "store/record.h"

namespace cardea::crypto {
class Keyring;
}

namespace cardea::store {

/// Seals every secret field of `row`, which holds them in the clear (null stays null), under the
/// keyring's current key, and puts in the hashes by which those are looked up that are unique.
/// Precondition: the row has its id.
Status seal_row(const schema::Entity& entity, Row& row, const crypto::Keyring& keyring,
                const HashKey& hashes);

/// Opens every secret field of a row as it came from the store, and takes the hashes out: for the
/// one answer that shows it. Fails with `internal` when a field does not open (key missing from the
/// keyring, text altered).
Status open_row(const schema::Entity& entity, Row& row, const crypto::Keyring& keyring);

/// One secret field of a row as it came from the store. Null or absent gives an empty Secret.
Result<Secret> open_field(const schema::Entity& entity, std::string_view field, const Row& row,
                          const crypto::Keyring& keyring);

/// Whether some secret field of this row is sealed under another key than the current one.
bool needs_resealing(const schema::Entity& entity, const Row& row, const crypto::Keyring& keyring);

/// Opens and seals again, under the current key, what is sealed under another.
Status reseal_row(const schema::Entity& entity, Row& row, const crypto::Keyring& keyring);

}  // namespace cardea::store
