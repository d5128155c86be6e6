// SPDX-License-Identifier: Apache-2.0
// Keys and sealed rows for those tests of every store that are about secrets.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "crypto/keyring.h"
#include "store/conformance_rows.h"
#include "store/hash_key.h"
#include "store/scratch_directory.h"
#include "store/sealing.h"

namespace cardea::store {

/// A store's keyring in its directory.
inline crypto::Keyring make_keyring(const ScratchDirectory& directory) {
  return crypto::Keyring::make(directory.path() + "/keys", {}).value();
}

/// A credential whose secret is `secret of` and its key.
inline Row make_sealed_credential(const Row& consumer, const std::string& key,
                                  const crypto::Keyring& keyring) {
  Row row = conformance::with(conformance::make_credential(consumer, key), "secret",
                              json::Value("secret of " + key));
  EXPECT_TRUE(seal_row(conformance::credentials(), row, keyring, HashKey()));
  return row;
}

}  // namespace cardea::store
