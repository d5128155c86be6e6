// SPDX-License-Identifier: Apache-2.0
// The key is one row with a fixed id, so of two nodes that make it at once one is refused and reads
// the other's.
#include "store/hash_key.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/base64url.h"
#include "base/uuid.h"
#include "model/hash_key_row.h"
#include "store/sealing.h"

namespace cardea::store {
namespace {

using model::HashKeyRow;

constexpr std::size_t key_size = 32;

bool has_hashes(const schema::Entity& entity) {
  return std::ranges::any_of(entity.fields(), &schema::Field::is_hidden);
}

Task<Result<std::optional<HashKey>>> find_key(Store& store, const crypto::Keyring& keyring) {
  Find question;
  question.first = {&HashKeyRow::entity(), "id", std::string(HashKeyRow::the_id)};
  const auto found = co_await store.find(std::move(question));
  if (!found) co_return fail(found);
  const auto& rows = found->answers.front().rows;
  if (rows.empty()) co_return std::nullopt;
  auto bytes = open_field(HashKeyRow::entity(), "key", rows.front(), keyring);
  if (!bytes) co_return fail(std::move(bytes));
  co_return HashKey(std::move(*bytes));
}

// A new key would hide every row that is found by a hash made with the old one.
Task<Status> refuse_if_needed(Store& store, const schema::Catalog& catalog) {
  for (const schema::Entity* const entity : catalog.entities()) {
    if (!has_hashes(*entity)) continue;
    List question{.entity = entity, .size = 1};
    const auto page = co_await store.list(std::move(question));
    if (!page) co_return fail(page);
    if (page->rows.empty()) continue;
    co_return fail(
        Error{ErrorKind::invalid, Origin::store,
              fmt::format(
                  "the store has rows in {}, but the key by whose hashes they are found is missing "
                  "from its table {}. Restore that table's row from a backup, or delete the rows "
                  "of {} and create them again",
                  entity->name(), HashKeyRow::entity().name(), entity->name()),
              false});
  }
  co_return Status();
}

// True when it was stored; false when another node's was there first.
Task<Result<bool>> insert(Store& store, const HashKey& key, const crypto::Keyring& keyring) {
  const schema::Entity& entity = HashKeyRow::entity();
  Row row;
  row["id"] = boost::json::string_view(HashKeyRow::the_id);
  row["key"] = boost::json::string_view(key.bytes().reveal());
  const auto sealed = seal_row(entity, row, keyring, key);
  if (!sealed) co_return fail(sealed);
  Batch batch;
  batch.changes.push_back({.op = Change::Op::insert,
                           .entity = &entity,
                           .id = std::string(HashKeyRow::the_id),
                           .row = std::move(row)});
  const auto outcome = co_await store.commit(std::move(batch));
  if (!outcome) co_return fail(outcome);
  co_return std::holds_alternative<Receipt>(*outcome);
}

}  // namespace

std::string ValueHash::operator()(std::string_view value) const {
  std::string out(size, '\0');
  (*this)(value, out.data());
  return out;
}

std::string_view ValueHash::operator()(std::string_view value, char* out) const {
  crypto::HmacKey::Code code;
  return encode_base64url(key_.sign(value, code), out);
}

HashKey::HashKey() : bytes_(encode_base64url(random_bytes(key_size))) {}

ValueHash HashKey::of(std::string_view table, std::string_view field) const {
  const crypto::HmacKey whole(crypto::Hash::sha256, bytes_.reveal());
  const Secret own(whole.sign(fmt::format("{}.{}", table, field)));
  return ValueHash(own.reveal());
}

Task<Result<HashKey>> find_or_make_hash_key(Store& store, const schema::Catalog& catalog,
                                            const crypto::Keyring& keyring) {
  for (;;) {
    auto found = co_await find_key(store, keyring);
    if (!found) co_return fail(std::move(found));
    if (*found) co_return std::move(**found);
    const auto free = co_await refuse_if_needed(store, catalog);
    if (!free) co_return fail(free);
    const HashKey made;
    const auto stored = co_await insert(store, made, keyring);
    if (!stored) co_return fail(stored);
    if (*stored) co_return made;
  }
}

}  // namespace cardea::store
