// SPDX-License-Identifier: Apache-2.0
// Indexes are keyed by text: the look-up value of a single field, the JSON of the values of a
// combination.
#include "store/memory/table.h"

#include "json/write.h"
#include "schema/lifetime.h"

namespace cardea::store::memory {

std::string_view id_of(const Row& row) {
  const json::Value* const id = row.if_contains("id");
  return id != nullptr && id->is_string() ? std::string_view(id->get_string()) : std::string_view();
}

Table::Table(const schema::Entity& entity) : entity_(&entity) {
  for (const std::string& field : entity.lookups()) {
    const schema::Field* const declared = entity.find(field);
    const bool unique = declared != nullptr && declared->unique && !declared->primary;
    indexes_.push_back({.fields = {field}, .unique = unique});
  }
  for (const auto& fields : entity.unique_together()) {
    indexes_.push_back({.fields = fields, .unique = true});
  }
}

const Row* Table::find(std::string_view id) const {
  const auto at = rows_.find(id);
  return at == rows_.end() ? nullptr : &at->second;
}

const Table::Ids& Table::find_ids(const std::string& field, const std::string& value) const {
  static const Ids none;
  for (const Index& index : indexes_) {
    if (index.fields.size() != 1 || index.fields.front() != field) continue;
    const auto at = index.ids.find(value);
    return at == index.ids.end() ? none : at->second;
  }
  return none;
}

std::vector<std::string> Table::find_ended(WallTime at, std::size_t size) const {
  std::vector<std::string> ids;
  for (const auto& [lifetime, id] : ends_) {
    if (ids.size() == size || !lifetime.is_over(at)) break;
    ids.push_back(id);
  }
  return ids;
}

std::optional<std::vector<std::string>> Table::clash_of(const Row& row) const {
  for (const Index& index : indexes_) {
    if (!index.unique) continue;
    const auto text = text_of(index, row);
    if (!text) continue;
    const auto at = index.ids.find(*text);
    if (at == index.ids.end()) continue;
    const bool only_itself = at->second.size() == 1 && at->second.contains(id_of(row));
    if (!only_itself) return index.fields;
  }
  return std::nullopt;
}

void Table::put(Row row) {
  const std::string id(id_of(row));
  erase(id);
  enter(row, true);
  rows_.emplace(id, std::move(row));
}

void Table::erase(std::string_view id) {
  const auto at = rows_.find(id);
  if (at == rows_.end()) return;
  enter(at->second, false);
  rows_.erase(at);
}

std::optional<std::string> Table::text_of(const Index& index, const Row& row) {
  if (index.fields.size() == 1) return schema::Entity::lookup_value(row, index.fields.front());
  json::Array values;
  for (const std::string& field : index.fields) {
    const json::Value* const value = row.if_contains(field);
    values.push_back(value == nullptr ? json::Value() : *value);
  }
  return json::canonical(values);
}

void Table::enter(const Row& row, bool present) {
  if (const auto lifetime = schema::lifetime_of(*entity_, row); lifetime.has_end()) {
    const std::pair end(lifetime, std::string(id_of(row)));
    if (present) {
      ends_.insert(end);
    } else {
      ends_.erase(end);
    }
  }
  for (Index& index : indexes_) {
    const auto text = text_of(index, row);
    if (!text) continue;
    if (present) {
      index.ids[*text].emplace(id_of(row));
      continue;
    }
    const auto at = index.ids.find(*text);
    if (at == index.ids.end()) continue;
    at->second.erase(std::string(id_of(row)));
    if (at->second.empty()) index.ids.erase(at);
  }
}

}  // namespace cardea::store::memory
