// SPDX-License-Identifier: Apache-2.0
// That secrets by which rows are found are unique and found by their hash in every store, and that
// a store keeps the key of these hashes. Included by store_conformance.h only.
#pragma once

#include <algorithm>

#include "crypto/keyring.h"
#include "model/hash_key_row.h"
#include "store/conformance_sealed.h"
#include "store/hash_key.h"
#include "store/sealing.h"
#include "store/store_conformance.h"

namespace cardea::store {

inline Row make_api_key(const Row& consumer, std::string_view key, const crypto::Keyring& keyring,
                        const HashKey& hashes) {
  Row row = make_row(api_keys(), {{"consumer", refer(consumer)}, {"key", json::Value(key)}});
  EXPECT_TRUE(seal_row(api_keys(), row, keyring, hashes));
  return row;
}

TEST_P(StoreConformance, FindsSecretsByTheirHash) {
  auto store = open();
  const auto keyring = make_keyring(directory_);
  const HashKey hashes;
  const Row alice = make_consumer("alice");
  const Row row = make_api_key(alice, "a key", keyring, hashes);
  const Position before = store.now();
  store.commit({insert(consumers(), alice), insert(api_keys(), row)});
  EXPECT_EQ(json::write(row).find("a key"), std::string::npos);

  const std::string hash = hashes.of("api_keys", "key")("a key");
  EXPECT_EQ(hash.size(), ValueHash::size);
  EXPECT_EQ(store.find_one(api_keys(), "key_hash", hash), json::write(row));
  EXPECT_EQ(store.find_one(api_keys(), "key_hash", hashes.of("api_keys", "other")("a key")), "");
  EXPECT_EQ(store.find_one(api_keys(), "key_hash", HashKey().of("api_keys", "key")("a key")), "");
  const auto events = store.poll(before).events;
  EXPECT_EQ(std::ranges::count(events, hash, &Event::value), 1);
  EXPECT_EQ(std::ranges::count(events, "a key", &Event::value), 0);

  Row shown = row;
  ASSERT_TRUE(open_row(api_keys(), shown, keyring));
  EXPECT_EQ(shown.at("key").as_string(), "a key");
  EXPECT_FALSE(shown.contains("key_hash"));
}

TEST_P(StoreConformance, KeepsSecretsUnique) {
  auto store = open();
  const auto keyring = make_keyring(directory_);
  const HashKey hashes;
  const Row alice = make_consumer("alice");
  store.commit({insert(consumers(), alice),
                insert(api_keys(), make_api_key(alice, "a key", keyring, hashes)),
                insert(api_keys(), make_api_key(alice, "another", keyring, hashes))});
  const Violation violation = store.refused(
      {.changes = {insert(api_keys(), make_api_key(alice, "a key", keyring, hashes))}});
  EXPECT_EQ(violation.kind, Violation::Kind::unique);
  EXPECT_EQ(violation.fields, std::vector<std::string>{"key_hash"});
}

TEST_P(StoreConformance, KeepsTheKeyOfItsHashes) {
  auto store = open();
  const auto keyring = make_keyring(directory_);
  const auto first = store.run(find_or_make_hash_key(store.get(), catalog(), keyring));
  ASSERT_TRUE(first) << first.error().detail;
  const auto second = store.run(find_or_make_hash_key(store.get(), catalog(), keyring));
  ASSERT_TRUE(second) << second.error().detail;
  EXPECT_EQ(first->of("t", "f")("value"), second->of("t", "f")("value"));
  EXPECT_EQ(store.find_one(model::HashKeyRow::entity(), "id", model::HashKeyRow::the_id)
                .find(first->bytes().reveal()),
            std::string::npos)
      << "it is sealed";
}

TEST_P(StoreConformance, RefusesToMakeAKeyThatWouldHideRows) {
  auto store = open();
  const auto keyring = make_keyring(directory_);
  const Row alice = make_consumer("alice");
  store.commit({insert(consumers(), alice),
                insert(api_keys(), make_api_key(alice, "a key", keyring, HashKey()))});
  const auto made = store.run(find_or_make_hash_key(store.get(), catalog(), keyring));
  ASSERT_FALSE(made);
  EXPECT_NE(made.error().detail.find("api_keys"), std::string::npos) << made.error().detail;
}

}  // namespace cardea::store
