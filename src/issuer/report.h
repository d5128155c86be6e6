// SPDX-License-Identifier: Apache-2.0
// What the log says about issuers: one line for each change of how one stands, and one for each
// change of its keys. Private to this folder.
#pragma once

#include "issuer/record.h"

namespace cardea::issuer {

/// Writes a line when the state is another than was told last.
void report_state(Record& record);

/// Tells that `after` takes the place of the record's keys: which came and which went, and which of
/// the new set are left out or doubtful.
void report_keys(const Record& record, const jose::KeySet& after);

}  // namespace cardea::issuer
