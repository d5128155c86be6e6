// SPDX-License-Identifier: Apache-2.0
// That secrets survive a change of keys in every store, also while somebody writes. Included by
// store_conformance.h only.
#pragma once

#include "crypto/keyring.h"
#include "store/conformance_sealed.h"
#include "store/rotation.h"
#include "store/sealing.h"
#include "store/store_conformance.h"

namespace cardea::store {

/// Writes the credential with its secret sealed under the active key, as the Admin API does.
inline bool write_again(OpenStore& store, Row row, const crypto::Keyring& keyring) {
  row["secret"] = "secret of k";
  const auto sealed = seal_row(credentials(), row, keyring, HashKey());
  const auto outcome = store.try_commit({.changes = {update(credentials(), row)}});
  return sealed && outcome && std::holds_alternative<Receipt>(*outcome);
}

TEST_P(StoreConformance, SealsAnewUnderANewKeyWhileRowsChange) {
  auto store = open();
  const std::string path = directory_.path() + "/keys";
  const auto first = crypto::Keyring::make(path, {});
  ASSERT_TRUE(first) << first.error().detail;
  const Row consumer = make_consumer("alice");
  std::vector<Change> changes = {insert(consumers(), consumer)};
  Row touched;
  for (int i = 0; i < 40; ++i) {
    const Row row = make_sealed_credential(consumer, "k" + std::to_string(i), *first);
    changes.push_back(insert(credentials(), row));
    touched = row;
  }
  changes.push_back(insert(credentials(), make_credential(consumer, "without secret")));
  store.commit(std::move(changes));

  const auto second = crypto::Keyring::add(path, {});
  ASSERT_TRUE(second) << second.error().detail;
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (int n = 0; !done; ++n) {
      touched["key"] = "touched " + std::to_string(n);
      EXPECT_TRUE(write_again(store, touched, *second));
    }
  });
  const auto rotation = store.run(reseal_all(store.get(), catalog(), *second, 7));
  done = true;
  writer.join();
  ASSERT_TRUE(rotation) << rotation.error().detail;
  EXPECT_EQ(rotation->seen, 41U);
  EXPECT_GE(rotation->resealed, 39U);

  const auto dropped = crypto::Keyring::drop(path, first->active().id);
  ASSERT_TRUE(dropped) << dropped.error().detail;
  const Page page = store.list({.entity = &credentials(), .size = 100});
  EXPECT_EQ(page.rows.size(), 41U);
  for (const Row& row : page.rows) {
    EXPECT_FALSE(needs_resealing(credentials(), row, *dropped));
    const auto secret = open_field(credentials(), "secret", row, *dropped);
    ASSERT_TRUE(secret) << secret.error().detail;
    EXPECT_TRUE(secret->empty() || secret->reveal().starts_with("secret of k"));
  }
}

}  // namespace cardea::store
