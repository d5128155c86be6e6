// SPDX-License-Identifier: Apache-2.0
// Kong's hash is of the password and its owner's id, so a password may not change its owner without
// being sent anew.
#include "admin/passwords.h"

#include <fmt/format.h>

#include "admin/errors.h"

namespace cardea::admin {
namespace {

using schema::Entity;
using schema::Field;

std::string_view text_of(const json::Object& row, const Field& field) {
  const json::Value* const value = row.if_contains(field.name);
  const auto* const text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string_view() : std::string_view(*text);
}

bool changes_owner(const PasswordWrite& write, const Field& field, const json::Object& row) {
  return write.existing != nullptr && Entity::lookup_value(*write.existing, field.password_of) !=
                                          Entity::lookup_value(row, field.password_of);
}

Reply owner_without_password(const Field& field) {
  schema::Violations wrong;
  wrong.add_together(fmt::format("all or none of these fields must be set: '{}', '{}.id'",
                                 field.name, field.password_of));
  return schema_violation(wrong);
}

Reply unreadable(const Field& field, const Error& error) {
  schema::Violations wrong;
  wrong.add(field.name, json::Value(boost::json::string_view(error.detail)));
  return schema_violation(wrong);
}

// What there is to do about one field.
enum class Need { nothing, hash, refused };

Need need_of(const PasswordWrite& write, const Field& field, const json::Object& row) {
  const bool moves = changes_owner(write, field, row);
  const bool sent = write.body->contains(field.name);
  const bool same =
      write.existing != nullptr && text_of(*write.existing, field) == text_of(row, field);
  if (!sent || (same && !write.hashed)) return moves ? Need::refused : Need::nothing;
  return Need::hash;
}

}  // namespace

Task<std::expected<json::Object, Reply>> hash_passwords(identity::Passwords& passwords,
                                                        PasswordWrite write, json::Object row) {
  for (const Field& field : write.entity->fields()) {
    if (field.password_of.empty()) continue;
    const Need need = need_of(write, field, row);
    if (need == Need::nothing) continue;
    if (need == Need::refused) co_return std::unexpected(owner_without_password(field));
    if (write.hashed) {
      const auto read = crypto::PasswordHash::read(text_of(row, field));
      if (!read) co_return std::unexpected(unreadable(field, read.error()));
      continue;
    }
    Secret password{std::string(text_of(row, field))};
    std::string owner = Entity::lookup_value(row, field.password_of).value_or(std::string());
    const auto hash = co_await passwords.hash(std::move(password), std::move(owner));
    if (!hash) co_return std::unexpected(unable(hash.error()));
    row[field.name] = boost::json::string_view(*hash);
  }
  co_return row;
}

}  // namespace cardea::admin
