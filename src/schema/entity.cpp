// SPDX-License-Identifier: Apache-2.0
// What an entity derives from its declaration, and the rules a declaration itself obeys.
#include "schema/entity.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "schema/bind.h"
#include "schema/value_rules.h"

namespace cardea::schema {
namespace {

// A fault in a declaration is a fault in our own source, found at its first use by any test.
[[noreturn]] void refuse(const std::string& entity, const std::string& why) {
  fmt::print(stderr, "declaration of {}: {}\n", entity, why);
  std::abort();
}

void need(bool holds, const std::string& entity, const std::string& why) {
  if (!holds) refuse(entity, why);
}

void check_names(const Field& record, const std::string& entity) {
  for (std::size_t i = 0; i < record.fields.size(); ++i) {
    const auto& name = record.fields[i].name;
    need(record.find(name) == &record.fields[i], entity, fmt::format("two fields '{}'", name));
    check_names(record.fields[i], entity);
  }
}

// Where the field is a password.
bool has_owner(const Entity& entity, const Field& field) {
  if (field.password_of.empty()) return true;
  const auto* const owner = entity.find(field.password_of);
  return owner != nullptr && owner->kind == Kind::foreign;
}

}  // namespace

Entity::Entity(std::string name, std::type_index type)
    : name_(std::move(name)), path_(name_), type_(type) {
  record_.kind = Kind::record;
}

const Nesting* Entity::find_nesting(std::string_view parent) const {
  const auto found = std::ranges::find(nestings_, parent, &Nesting::parent);
  return found == nestings_.end() ? nullptr : &*found;
}

bool Entity::is_lookup(std::string_view field) const {
  return std::ranges::find(lookups_, field) != lookups_.end();
}

const Field& Entity::lookup_of(const Field& field) const {
  const auto hash = std::ranges::find(record_.fields, field.name, &Field::hash_of);
  return hash == record_.fields.end() ? field : *hash;
}

std::optional<std::string> Entity::lookup_value(const json::Object& row, std::string_view field) {
  const auto* value = row.if_contains(field);
  if (value == nullptr || value->is_null()) return std::nullopt;
  std::string text;
  bound::read(text, *value);
  return text;
}

void Entity::read_into(void* it, std::type_index type, const json::Object& row) const {
  need(type == type_, name_, "read as another struct than it was declared with");
  bound::read_members(record_, it, row);
}

// A sealed text differs each time, so what is secret can neither be looked up nor be unique itself.
void Entity::add_hashes() {
  std::vector<Field> hashes;
  for (Field& field : record_.fields) {
    if (!field.secret || !field.unique) continue;
    need(field.kind == Kind::string, name_, "only text can be secret and unique: " + field.name);
    field.unique = false;
    field.hashed = true;
    Field hash;
    hash.name = field.name + "_hash";
    hash.kind = Kind::string;
    hash.unique = true;
    hash.hash_of = field.name;
    hashes.push_back(std::move(hash));
  }
  for (Field& hash : hashes) record_.fields.push_back(std::move(hash));
}

void Entity::finish() {
  add_hashes();
  check_names(record_, name_);
  const auto is_primary = [](const Field& field) { return field.primary; };
  need(std::ranges::count_if(record_.fields, is_primary) == 1 && !record_.fields.empty() &&
           record_.fields.front().primary && record_.fields.front().name == "id",
       name_, "the first field, and only it, must be the primary one, named 'id'");
  record_.fields.front().checks.push_back(uuid());
  if (singular_.empty()) singular_ = name_;

  for (auto& nesting : nestings_) {
    for (const auto& field : record_.fields) {
      if (field.kind == Kind::foreign && field.target == nesting.parent) nesting.field = field.name;
    }
    need(!nesting.field.empty(), name_, "no field refers to " + nesting.parent);
  }
  for (const auto& field : record_.fields) {
    need(has_owner(*this, field), name_,
         "a password belongs to whom a foreign field refers to: " + field.name);
  }
  for (const auto& name : {key_, nested_key_, varies_by_}) {
    need(name.empty() || find(name) != nullptr, name_, fmt::format("no field '{}'", name));
  }
  for (const auto& names : unique_together_) {
    for (const auto& name : names) need(find(name) != nullptr, name_, "no field " + name);
  }

  need(expiry_.empty() || (expiry() != nullptr && expiry()->kind == Kind::integer &&
                           expiry()->own && !expiry()->required),
       name_, "the end of a row must be an integer of our own that may be null");

  lookups_ = {"id"};
  for (const auto& field : record_.fields) {
    if (field.unique) lookups_.push_back(field.name);
  }
  for (const auto& field : record_.fields) {
    if (field.kind == Kind::foreign && !field.must_be_null) lookups_.push_back(field.name);
  }
}

}  // namespace cardea::schema
