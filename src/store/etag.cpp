// SPDX-License-Identifier: Apache-2.0
// The ETag of a row: the first 128 bits of the SHA-256 of its canonical JSON. It says what a row
// holds, not when it was written, so equal rows have equal ETags on every node and backend.
#include "crypto/digest.h"
#include "json/write.h"
#include "store/change.h"

namespace cardea::store {

std::string etag(const Row& row) {
  return crypto::hex_digest(crypto::Hash::sha256, json::canonical(json::Value(row))).substr(0, 32);
}

}  // namespace cardea::store
