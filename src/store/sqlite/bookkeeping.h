// SPDX-License-Identifier: Apache-2.0
// What the store remembers about itself, in one row of the table cardea_store: the schema it was
// migrated to, and its incarnation. Beside it stands the change log; both are made here.
#pragma once

#include <string>

#include "base/result.h"
#include "schema/catalog.h"
#include "schema/evolve.h"
#include "store/position.h"
#include "store/sqlite/connection.h"

namespace cardea::store::sqlite {

/// Makes the bookkeeping table and the change log, brings the schema up to the declarations and,
/// when `renew` is set or there is none, gives the store a new incarnation; all in one transaction.
/// Fails when the store was migrated by a version whose `min_reader_version` is above ours.
Status migrate(Connection& connection, const schema::Catalog& catalog, bool renew);

/// The stored incarnation: a UUID.
Result<std::string> read_incarnation(Connection& connection);

/// The position of the transaction that is open, or of this moment: one beyond the last entry ever
/// written to the change log.
Result<Position> read_position(Connection& connection);

}  // namespace cardea::store::sqlite
