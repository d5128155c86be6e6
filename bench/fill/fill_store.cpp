// SPDX-License-Identifier: Apache-2.0
// Fills a stopped gateway's SQLite store with consumers, each with a group and an HS256 credential
// whose key and secret follow from its number (bench/scale.py knows how). Rows are judged, sealed
// and committed as the Admin API would, a thousand to a transaction.
#include <fmt/format.h>

#include <cstdlib>
#include <string>
#include <string_view>
#include <variant>

#include "app/plugin_table.h"
#include "crypto/keyring.h"
#include "loop/block_on.h"
#include "loop/core.h"
#include "model/acl_group.h"
#include "model/consumer.h"
#include "plugins/jwt/credential.h"
#include "schema/check.h"
#include "store/hash_key.h"
#include "store/sealing.h"
#include "store/sqlite/sqlite_store.h"

namespace {

using namespace cardea;

constexpr std::uint64_t a_batch = 1000;

[[noreturn]] void give_up(std::string_view what) {
  fmt::print(stderr, "fill_store: {}\n", what);
  std::exit(2);
}

/// What secrets are sealed and hashed with.
struct Keys {
  const crypto::Keyring& keyring;
  store::HashKey hashes;
};

store::Row row_of(const schema::Entity& entity, const json::Object& body, const Keys& keys) {
  auto row = schema::judge(entity, body, {.now = system_clock().wall()});
  if (!row) give_up("a row is refused");
  if (!store::seal_row(entity, *row, keys.keyring, keys.hashes)) give_up("a row cannot be sealed");
  return std::move(*row);
}

void add(store::Batch& batch, const schema::Entity& entity, store::Row row) {
  batch.changes.push_back({.entity = &entity, .id = {}, .row = std::move(row)});
}

void add_consumer(store::Batch& batch, std::uint64_t number, const Keys& keys) {
  const auto& consumers = model::Consumer::entity();
  auto consumer = row_of(consumers, {{"username", fmt::format("user-{}", number)}}, keys);
  const json::Object owner{{"id", consumer.at("id")}};
  add(batch, consumers, std::move(consumer));

  const auto& credentials = plugins::jwt::JwtCredential::entity();
  const json::Object credential{{"consumer", owner},
                                {"key", fmt::format("{:032}", number)},
                                {"secret", fmt::format("{:032}", number * 2654435761U)}};
  add(batch, credentials, row_of(credentials, credential, keys));

  const auto& groups = model::AclGroup::entity();
  add(batch, groups, row_of(groups, {{"consumer", owner}, {"group", "bench"}}, keys));
}

void fill(store::Store& store, loop::Core& core, const Keys& keys, std::uint64_t count) {
  for (std::uint64_t begun = 0; begun < count; begun += a_batch) {
    store::Batch batch;
    for (std::uint64_t number = begun; number < std::min(begun + a_batch, count); ++number) {
      add_consumer(batch, number, keys);
    }
    const auto outcome = loop::block_on(core, store.commit(std::move(batch)));
    if (!outcome) give_up(outcome.error().detail);
    if (std::holds_alternative<store::Violation>(*outcome)) give_up("a batch breaks a rule");
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) give_up("usage: fill_store DATA_DIRECTORY COUNT");
  const std::string directory = argv[1];
  const auto keyring = crypto::Keyring::read(directory + "/keyring");
  if (!keyring) give_up(keyring.error().detail);
  auto opened = store::sqlite::SqliteStore::open(
      {.catalog = &app::catalog(), .data_directory = directory, .change_log = {}});
  if (!opened) give_up(opened.error().detail);
  loop::Core core(0);
  core.start();
  if (auto ready = loop::block_on(core, (*opened)->migrate()); !ready) {
    give_up(ready.error().detail);
  }
  auto hashes =
      loop::block_on(core, store::find_or_make_hash_key(**opened, app::catalog(), *keyring));
  if (!hashes) give_up(hashes.error().detail);
  fill(**opened, core, {*keyring, std::move(*hashes)}, std::strtoull(argv[2], nullptr, 10));
  loop::block_on(core, (*opened)->close());
  core.stop();
  core.join();
  return 0;
}
