// SPDX-License-Identifier: Apache-2.0
// Walks the secret fields of a row. Only top-level fields can be secret: they are columns, and what
// lies inside a JSON column is sealed with the whole column.
#include "store/sealing.h"

#include <fmt/format.h>

#include <string>

#include "crypto/keyring.h"
#include "crypto/sealed.h"

namespace cardea::store {
namespace {

std::string_view id_of(const Row& row) {
  const json::Value* const id = row.if_contains("id");
  return id != nullptr && id->is_string() ? std::string_view(id->get_string()) : std::string_view();
}

crypto::SealedPlace place_of(const schema::Entity& entity, std::string_view field, const Row& row) {
  return {.table = entity.name(), .field = field, .row_id = id_of(row)};
}

// Calls `change(field name, text)` with each secret text of the row; the first failure ends it.
template <class Change>
Status for_each_secret(const schema::Entity& entity, Row& row, Change change) {
  for (const schema::Field& field : entity.fields()) {
    if (!field.secret) continue;
    json::Value* const value = row.if_contains(field.name);
    if (value == nullptr || value->is_null()) continue;
    if (!value->is_string()) {
      return fail(Error::internal(
          fmt::format("{}.{}: a secret field holds no text", entity.name(), field.name)));
    }
    const Status changed = change(field.name, value->get_string());
    if (!changed) return changed;
  }
  return {};
}

Result<Secret> open_text(const schema::Entity& entity, std::string_view field, const Row& row,
                         const crypto::Keyring& keyring) {
  const json::Value* const value = row.if_contains(field);
  if (value == nullptr || value->is_null()) return Secret();
  if (!value->is_string()) {
    return fail(
        Error::internal(fmt::format("{}.{}: a secret field holds no text", entity.name(), field)));
  }
  auto opened = crypto::open(keyring, value->get_string(), place_of(entity, field, row));
  if (opened) return opened;
  return fail(Error{
      ErrorKind::internal, Origin::store,
      fmt::format("{}.{} of row {}: {}", entity.name(), field, id_of(row), opened.error().detail),
      false});
}

bool is_old(std::string_view sealed, const crypto::Keyring& keyring) {
  return crypto::key_id_of(sealed) != keyring.active().id;
}

}  // namespace

Status seal_row(const schema::Entity& entity, Row& row, const crypto::Keyring& keyring,
                const HashKey& hashes) {
  for (const schema::Field& field : entity.fields()) {
    if (!field.is_hidden()) continue;
    json::Value& hash = row[field.name];  // first: a new member moves the others
    hash = nullptr;
    const json::Value* const value = row.if_contains(field.hash_of);
    if (value == nullptr || !value->is_string()) continue;
    const ValueHash hash_of = hashes.of(entity.name(), field.hash_of);
    hash = boost::json::string_view(hash_of(std::string_view(value->get_string())));
  }
  return for_each_secret(entity, row, [&](std::string_view field, json::String& text) -> Status {
    text = crypto::seal(keyring, text, place_of(entity, field, row));
    return {};
  });
}

Status open_row(const schema::Entity& entity, Row& row, const crypto::Keyring& keyring) {
  for (const schema::Field& field : entity.fields()) {
    if (field.is_hidden()) row.stable_erase(field.name);
  }
  return for_each_secret(entity, row, [&](std::string_view field, json::String& text) -> Status {
    const auto opened = open_text(entity, field, row, keyring);
    if (!opened) return fail(opened);
    text = opened->reveal();
    return {};
  });
}

Result<Secret> open_field(const schema::Entity& entity, std::string_view field, const Row& row,
                          const crypto::Keyring& keyring) {
  return open_text(entity, field, row, keyring);
}

bool needs_resealing(const schema::Entity& entity, const Row& row, const crypto::Keyring& keyring) {
  for (const schema::Field& field : entity.fields()) {
    if (!field.secret) continue;
    const json::Value* const value = row.if_contains(field.name);
    if (value != nullptr && value->is_string() && is_old(value->get_string(), keyring)) return true;
  }
  return false;
}

Status reseal_row(const schema::Entity& entity, Row& row, const crypto::Keyring& keyring) {
  return for_each_secret(entity, row, [&](std::string_view field, json::String& text) -> Status {
    if (!is_old(text, keyring)) return {};
    const auto opened = open_text(entity, field, row, keyring);
    if (!opened) return fail(opened);
    text = crypto::seal(keyring, opened->reveal(), place_of(entity, field, row));
    return {};
  });
}

}  // namespace cardea::store
