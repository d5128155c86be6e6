// SPDX-License-Identifier: Apache-2.0
// Whoever changes the row between the look and the commit wins.
#include "store/renewal.h"

#include "store/sealing.h"

namespace cardea::store {
namespace {

// The change, if the row still holds what it should.
Result<std::optional<Batch>> changed(Row row, const crypto::Keyring& keyring, const HashKey& hashes,
                                     const Renewal& renewal) {
  const schema::Entity& entity = *renewal.entity;
  Batch batch;
  batch.preconditions.push_back({.kind = Precondition::Kind::unchanged,
                                 .key = {&entity, "id", renewal.id},
                                 .etag = etag(row)});
  if (const auto opened = open_row(entity, row, keyring); !opened) return fail(opened);
  json::Value& value = row[renewal.field];
  const auto* const text = value.if_string();
  if (text == nullptr || !renewal.before.equals(std::string_view(*text))) return std::nullopt;
  value = boost::json::string_view(renewal.after.reveal());
  if (const auto sealed = seal_row(entity, row, keyring, hashes); !sealed) return fail(sealed);
  batch.changes.push_back(
      {.op = Change::Op::update, .entity = &entity, .id = renewal.id, .row = std::move(row)});
  return batch;
}

}  // namespace

Task<Result<bool>> renew(Store& store, const crypto::Keyring& keyring, const HashKey& hashes,
                         Renewal renewal) {
  Find question;
  question.first = {renewal.entity, "id", renewal.id};
  auto found = co_await store.find(std::move(question));
  if (!found) co_return fail(std::move(found));
  auto& rows = found->answers.front().rows;
  if (rows.empty()) co_return false;
  auto batch = changed(std::move(rows.front()), keyring, hashes, renewal);
  if (!batch) co_return fail(std::move(batch));
  if (!batch->has_value()) co_return false;
  const auto outcome = co_await store.commit(std::move(**batch));
  if (!outcome) co_return fail(outcome);
  co_return std::holds_alternative<Receipt>(*outcome);
}

}  // namespace cardea::store
