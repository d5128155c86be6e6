// SPDX-License-Identifier: Apache-2.0
// What the gateway renews by itself: only what still stands as it was seen. Included by
// store_conformance.h only.
#pragma once

#include "crypto/keyring.h"
#include "store/conformance_sealed.h"
#include "store/renewal.h"
#include "store/sealing.h"
#include "store/store_conformance.h"

namespace cardea::store {

inline std::string secret_of(OpenStore& store, const Row& row, const crypto::Keyring& keyring) {
  const Found found = store.find(key_of(credentials(), "id", id_of(row)));
  const auto& rows = found.answers.front().rows;
  if (rows.empty()) return "gone";
  return std::string(open_field(credentials(), "secret", rows.front(), keyring)->reveal());
}

TEST_P(StoreConformance, RenewsASecretThatStandsAsItWas) {
  auto store = open();
  const auto keyring = make_keyring(directory_);
  const HashKey hashes;
  const Row alice = make_consumer("alice");
  const Row row = make_sealed_credential(alice, "k", keyring);
  store.commit({insert(consumers(), alice), insert(credentials(), row)});
  const auto renewed = [&](std::string_view before, std::string_view after) {
    const auto done = store.run(renew(store.get(), keyring, hashes,
                                      {&credentials(), "secret", id_of(row),
                                       Secret(std::string(before)), Secret(std::string(after))}));
    EXPECT_TRUE(done) << done.error().detail;
    return done.value_or(false);
  };
  EXPECT_FALSE(renewed("another secret", "better"));
  EXPECT_EQ(secret_of(store, row, keyring), "secret of k");
  EXPECT_TRUE(renewed("secret of k", "better"));
  EXPECT_EQ(secret_of(store, row, keyring), "better");
  EXPECT_FALSE(renewed("secret of k", "better still"));
  EXPECT_EQ(store.find_one(credentials(), "key", "k").find("better"), std::string::npos)
      << "it is sealed";
  store.commit({remove(credentials(), row)});
  EXPECT_FALSE(renewed("better", "better still"));
}

}  // namespace cardea::store
