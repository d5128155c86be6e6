// SPDX-License-Identifier: Apache-2.0
// Changes are made at once and remembered for the way back; nobody else looks meanwhile, because
// the store holds its mutex.
#include "store/memory/tables.h"

#include <ranges>

#include "schema/lifetime.h"

namespace cardea::store::memory {

Tables::Tables(const schema::Catalog& catalog) {
  for (const schema::Entity* const entity : catalog.entities()) tables_.emplace_back(*entity);
}

Table* Tables::find(std::string_view name) {
  for (Table& table : tables_) {
    if (table.entity().name() == name) return &table;
  }
  return nullptr;
}

Table& Tables::of(const schema::Entity& entity) {
  return *find(entity.name());
}

const Table& Tables::of(const schema::Entity& entity) const {
  return const_cast<Tables*>(this)->of(entity);
}

Transaction::~Transaction() {
  for (Before& before : undo_ | std::views::reverse) {
    if (before.row) {
      before.table->put(std::move(*before.row));
    } else {
      before.table->erase(before.id);
    }
  }
}

std::vector<Event> Transaction::keep() {
  undo_.clear();
  return std::move(events_);
}

std::optional<Violation> Transaction::apply(const Batch& batch) {
  for (std::size_t i = 0; i < batch.preconditions.size(); ++i) {
    const Precondition& precondition = batch.preconditions[i];
    if (holds(precondition)) continue;
    return Violation{.kind = Violation::Kind::precondition,
                     .change = i,
                     .entity = precondition.key.entity,
                     .fields = {precondition.key.field}};
  }
  for (std::size_t i = 0; i < batch.changes.size(); ++i) {
    auto violation = apply(batch.changes[i]);
    if (!violation) continue;
    violation->change = i;
    violation->entity = batch.changes[i].entity;
    return violation;
  }
  return std::nullopt;
}

bool Transaction::holds(const Precondition& precondition) const {
  const Table& table = tables_.of(*precondition.key.entity);
  if (precondition.kind == Precondition::Kind::ended) {
    const Row* const row = table.find(precondition.key.value);
    return row != nullptr && schema::lifetime_of(table.entity(), *row).is_over(precondition.at);
  }
  const Table::Ids& ids = table.find_ids(precondition.key.field, precondition.key.value);
  if (precondition.kind == Precondition::Kind::absent) return ids.empty();
  return ids.size() == 1 && etag(*table.find(*ids.begin())) == precondition.etag;
}

std::optional<Violation> Transaction::apply(const Change& change) {
  Table& table = tables_.of(*change.entity);
  if (change.op != Change::Op::insert && table.find(change.id) == nullptr) {
    return Violation{.kind = Violation::Kind::absent, .fields = {"id"}};
  }
  if (change.op == Change::Op::remove) return remove(table, change.id);
  return write(change, table);
}

std::optional<Violation> Transaction::write(const Change& change, Table& table) {
  const std::string id(id_of(change.row));
  if (change.op == Change::Op::insert && table.find(id) != nullptr) {
    return Violation{.kind = Violation::Kind::primary, .fields = {"id"}};
  }
  if (auto fields = table.clash_of(change.row)) {
    return Violation{.kind = Violation::Kind::unique, .fields = std::move(*fields)};
  }
  if (auto violation = judge_references(table.entity(), change.row)) return violation;
  set(table, id, change.row);
  return std::nullopt;
}

std::optional<Violation> Transaction::judge_references(const schema::Entity& entity,
                                                       const Row& row) {
  for (const schema::Field& field : entity.fields()) {
    if (field.kind != schema::Kind::foreign) continue;
    const auto id = schema::Entity::lookup_value(row, field.name);
    if (!id) continue;
    const Table* const target = tables_.find(field.target);
    const bool itself = field.target == entity.name() && *id == id_of(row);
    if (itself || (target != nullptr && target->find(*id) != nullptr)) continue;
    return Violation{
        .kind = Violation::Kind::foreign, .fields = {field.name}, .other = field.target};
  }
  return std::nullopt;
}

std::optional<Violation> Transaction::remove(Table& table, const std::string& id) {
  const std::string& name = table.entity().name();
  set(table, id, std::nullopt);
  for (Table& other : tables_.all()) {
    for (const schema::Field& field : other.entity().fields()) {
      if (field.kind != schema::Kind::foreign || field.target != name) continue;
      const Table::Ids children = other.find_ids(field.name, id);
      if (children.empty()) continue;
      if (field.on_removal == schema::OnRemoval::restrict) {
        return Violation{.kind = Violation::Kind::referenced, .other = other.entity().name()};
      }
      for (const std::string& child : children) {
        if (other.find(child) == nullptr) continue;
        if (auto violation = remove(other, child)) return violation;
      }
    }
  }
  return std::nullopt;
}

void Transaction::set(Table& table, const std::string& id, std::optional<Row> row) {
  const Row* const found = table.find(id);
  std::optional<Row> before;
  if (found != nullptr) before = *found;
  log(table, before ? &*before : nullptr, row ? &*row : nullptr);
  undo_.push_back({.table = &table, .id = id, .row = std::move(before)});
  if (row) {
    table.put(std::move(*row));
  } else {
    table.erase(id);
  }
}

void Transaction::log(const Table& table, const Row* before, const Row* after) {
  const Event::Op op = before == nullptr  ? Event::Op::insert
                       : after == nullptr ? Event::Op::remove
                                          : Event::Op::update;
  for (const std::string& field : table.entity().lookups()) {
    const auto value_in = [&](const Row* row) {
      return row == nullptr ? std::nullopt : schema::Entity::lookup_value(*row, field);
    };
    const auto old_value = value_in(before);
    const auto new_value = value_in(after);
    const auto enter = [&](const std::string& value) {
      events_.push_back({.op = op, .kind = table.entity().name(), .field = field, .value = value});
    };
    if (old_value) enter(*old_value);
    if (new_value && new_value != old_value) enter(*new_value);
  }
}

}  // namespace cardea::store::memory
