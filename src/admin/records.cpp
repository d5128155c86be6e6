// SPDX-License-Identifier: Apache-2.0
// Every write is one batch of one change; that it is in force is the follower's word.
#include "admin/records.h"

#include <fmt/format.h>

#include <algorithm>

#include "admin/errors.h"
#include "base/uuid.h"
#include "observe/log.h"
#include "schema/lifetime.h"
#include "store/sealing.h"

namespace cardea::admin {
namespace {

// Rows whose end has come that one write may push aside, and tries that may be lost to others.
constexpr int most_in_the_way = 10;

std::string id_of(const json::Object& row) {
  return std::string(row.at("id").as_string());
}

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

}  // namespace

Found Records::open(const schema::Entity& entity, std::vector<store::Row> rows) const {
  const WallTime now = parts_.clock.wall();
  std::erase_if(
      rows, [&](const store::Row& row) { return schema::lifetime_of(entity, row).is_over(now); });
  if (rows.empty()) return std::nullopt;
  Record record{std::move(rows.front()), {}};
  record.etag = store::etag(record.row);
  const auto keyring = parts_.keyring();
  const auto opened = store::open_row(entity, record.row, *keyring);
  if (!opened) return std::unexpected(unable(opened.error()));
  return record;
}

store::Key Records::key_of(const schema::Entity& entity, std::string_view field,
                           std::string_view value) const {
  const schema::Field& lookup = entity.lookup_of(*entity.find(field));
  if (!lookup.is_hidden()) return {&entity, std::string(field), std::string(value)};
  return {&entity, lookup.name, parts_.hashes.of(entity.name(), field)(value)};
}

Task<Found> Records::find_by(const schema::Entity& entity, std::string field, std::string value) {
  store::Find question;
  question.first = key_of(entity, field, value);
  auto found = co_await parts_.store.find(std::move(question));
  if (!found) co_return std::unexpected(unable(found.error()));
  co_return open(entity, std::move(found->answers.front().rows));
}

Task<Found> Records::find(const schema::Entity& entity, std::string key) {
  if (is_uuid(key)) {
    std::string id = lower(std::move(key));
    co_return co_await find_by(entity, "id", std::move(id));
  }
  const schema::Field* const field = entity.key();
  if (field == nullptr) co_return std::unexpected(invalid_primary_key(key));
  if (const auto why = schema::fault_of_key(*field, key)) {
    co_return std::unexpected(invalid_unique(field->name, *why));
  }
  std::string name = field->name;
  co_return co_await find_by(entity, std::move(name), std::move(key));
}

Task<Found> Records::find_within(const schema::Entity& entity, const schema::Nesting& nesting,
                                 std::string parent_id, std::string key) {
  const bool by_id = is_uuid(key);
  const schema::Field* const field = entity.nested_key();
  if (!by_id && field == nullptr) co_return std::unexpected(invalid_primary_key(key));
  if (!by_id) {
    if (const auto why = schema::fault_of_key(*field, key)) {
      co_return std::unexpected(invalid_unique(field->name, *why));
    }
  }
  const std::string member = by_id ? "id" : field->name;
  const store::Key wanted = key_of(entity, member, by_id ? lower(key) : key);
  const bool direct = entity.is_lookup(wanted.field);
  store::Find question;
  question.first = direct ? wanted : store::Key{&entity, nesting.field, parent_id};
  auto found = co_await parts_.store.find(std::move(question));
  if (!found) co_return std::unexpected(unable(found.error()));
  auto& rows = found->answers.front().rows;
  std::erase_if(rows, [&](const store::Row& row) {
    return schema::Entity::lookup_value(row, nesting.field) != parent_id ||
           schema::Entity::lookup_value(row, wanted.field) != wanted.value;
  });
  co_return open(entity, std::move(rows));
}

Task<std::optional<Reply>> Records::resolve(const schema::Entity& entity, json::Object& body) {
  for (const auto& reference : schema::named_references(entity, body, parts_.catalog)) {
    std::string key = reference.key;
    std::string value = reference.value;
    const auto found = co_await find_by(*reference.target, std::move(key), std::move(value));
    if (!found) co_return found.error();
    if (!*found) co_return unresolved_reference(reference);
    json::Object by_id;
    by_id["id"] = (*found)->row.at("id");
    body[boost::json::string_view(reference.field->name)] = std::move(by_id);
  }
  co_return std::nullopt;
}

Task<Written> Records::insert(const schema::Entity& entity, json::Object row) {
  store::Batch batch;
  batch.changes.push_back(
      {.op = store::Change::Op::insert, .entity = &entity, .id = id_of(row), .row = row});
  co_return co_await commit(std::move(batch), std::move(row));
}

Task<Written> Records::update(const schema::Entity& entity, json::Object row, std::string before) {
  const std::string id = id_of(row);
  store::Batch batch;
  batch.preconditions.push_back({.kind = store::Precondition::Kind::unchanged,
                                 .key = {&entity, "id", id},
                                 .etag = std::move(before)});
  batch.changes.push_back(
      {.op = store::Change::Op::update, .entity = &entity, .id = id, .row = row});
  co_return co_await commit(std::move(batch), std::move(row));
}

Task<Written> Records::remove(const schema::Entity& entity, json::Object row) {
  store::Batch batch;
  batch.changes.push_back({.op = store::Change::Op::remove, .entity = &entity, .id = id_of(row)});
  co_return co_await commit(std::move(batch), std::move(row));
}

Task<Written> Records::commit(store::Batch batch, json::Object row) {
  store::Change& change = batch.changes.front();
  const schema::Entity& entity = *change.entity;
  Written written;
  const auto keyring = parts_.keyring();  // held until the commit, for who waits to drop a key
  if (change.op != store::Change::Op::remove) {
    const auto sealed = store::seal_row(entity, change.row, *keyring, parts_.hashes);
    if (!sealed) co_return Written{.refusal = unable(sealed.error())};
    written.record.etag = store::etag(change.row);
  }
  const auto outcome = co_await commit_past_ended(std::move(batch));
  if (!outcome) co_return Written{.refusal = unable(outcome.error())};
  if (const auto* const violation = std::get_if<store::Violation>(&*outcome)) {
    const bool raced = violation->kind == store::Violation::Kind::precondition ||
                       violation->kind == store::Violation::Kind::primary;
    co_return Written{.refusal = violated(*violation, row), .raced = raced};
  }
  const store::Receipt receipt = std::get<store::Receipt>(*outcome);
  const Duration patience = parts_.patience;
  const auto in_force = co_await parts_.follower.in_force(receipt, patience);
  if (!in_force) {
    observe::error("admin: {}", in_force.error().detail);
    written.fields.emplace_back("Cardea-Unconfirmed", parts_.node_name);
  }
  written.record.row = std::move(row);
  co_return written;
}

// Commits a batch of one change. Rows whose end has come and which stand in its way, by a unique
// value or the id, are removed in the same commit.
Task<Result<store::Outcome>> Records::commit_past_ended(store::Batch batch) {
  if (batch.changes.front().entity->expiry() == nullptr) {
    co_return co_await parts_.store.commit(std::move(batch));
  }
  const std::size_t own = batch.preconditions.size();
  store::Batch attempt = batch;
  for (int more = most_in_the_way;; --more) {
    store::Batch tried = attempt;
    auto outcome = co_await parts_.store.commit(std::move(tried));
    const auto* const violation = outcome ? std::get_if<store::Violation>(&*outcome) : nullptr;
    if (violation == nullptr || more == 0) co_return outcome;
    if (violation->kind == store::Violation::Kind::precondition && violation->change >= own) {
      attempt = batch;  // what stood in the way was removed or given more time: look again
      continue;
    }
    const WallTime now = parts_.clock.wall();
    auto ended = co_await find_ended(*violation, batch, now);
    if (!ended) co_return fail(std::move(ended));
    if (!*ended) co_return outcome;
    const schema::Entity* const entity = batch.changes.front().entity;
    attempt.preconditions.push_back(
        {.kind = store::Precondition::Kind::ended, .key = {entity, "id", **ended}, .at = now});
    attempt.changes.insert(
        attempt.changes.begin(),
        {.op = store::Change::Op::remove, .entity = entity, .id = std::move(**ended)});
  }
}

// The id of the row that stands in the way of the batch's own, if its end has come.
Task<Result<std::optional<std::string>>> Records::find_ended(const store::Violation& violation,
                                                             const store::Batch& batch,
                                                             WallTime now) {
  const schema::Entity& entity = *batch.changes.front().entity;
  const json::Object& row = batch.changes.front().row;
  const auto by = std::ranges::find_if(
      violation.fields, [&](const std::string& field) { return entity.is_lookup(field); });
  const bool clashes = violation.kind == store::Violation::Kind::unique ||
                       violation.kind == store::Violation::Kind::primary;
  if (!clashes || by == violation.fields.end()) co_return std::nullopt;
  auto value = schema::Entity::lookup_value(row, *by);
  if (!value) co_return std::nullopt;
  store::Find question;
  question.first = {&entity, *by, std::move(*value)};
  const auto found = co_await parts_.store.find(std::move(question));
  if (!found) co_return fail(found);
  for (const store::Row& other : found->answers.front().rows) {
    const bool same = std::ranges::all_of(violation.fields, [&](const std::string& field) {
      return other.at(field) == row.at(field);
    });
    if (same && schema::lifetime_of(entity, other).is_over(now)) co_return id_of(other);
  }
  co_return std::nullopt;
}

Task<std::expected<store::Page, Reply>> Records::list(store::List question) {
  const schema::Entity& entity = *question.entity;
  question.alive_at = parts_.clock.wall();
  auto page = co_await parts_.store.list(std::move(question));
  if (!page) co_return std::unexpected(unable(page.error()));
  const auto keyring = parts_.keyring();
  for (store::Row& row : page->rows) {
    const auto opened = store::open_row(entity, row, *keyring);
    if (!opened) co_return std::unexpected(unable(opened.error()));
  }
  co_return std::move(*page);
}

}  // namespace cardea::admin
