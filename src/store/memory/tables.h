// SPDX-License-Identifier: Apache-2.0
// All tables, and a transaction over them: row changes with the rules between tables (references,
// cascades, restrictions) as a database with immediate constraints judges them, the log entries
// that triggers would write, and the way back when a rule is broken half way.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/catalog.h"
#include "store/change.h"
#include "store/memory/table.h"

namespace cardea::store::memory {

class Tables {
 public:
  explicit Tables(const schema::Catalog& catalog);

  /// Precondition: the entity is in the catalog.
  [[nodiscard]] Table& of(const schema::Entity& entity);
  [[nodiscard]] const Table& of(const schema::Entity& entity) const;
  [[nodiscard]] Table* find(std::string_view name);
  [[nodiscard]] std::vector<Table>& all() { return tables_; }

 private:
  std::vector<Table> tables_;
};

/// One batch. Undone when it dies without `keep`.
class Transaction {
 public:
  explicit Transaction(Tables& tables) : tables_(tables) {}
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();

  /// The first rule broken; nothing when all is well.
  std::optional<Violation> apply(const Batch& batch);

  /// Makes it last. Returns what the change log has to hold, in order.
  std::vector<Event> keep();

 private:
  struct Before {
    Table* table;
    std::string id;
    std::optional<Row> row;
  };

  [[nodiscard]] bool holds(const Precondition& precondition) const;
  std::optional<Violation> apply(const Change& change);
  std::optional<Violation> write(const Change& change, Table& table);
  std::optional<Violation> remove(Table& table, const std::string& id);
  std::optional<Violation> judge_references(const schema::Entity& entity, const Row& row);
  void set(Table& table, const std::string& id, std::optional<Row> row);
  void log(const Table& table, const Row* before, const Row* after);

  Tables& tables_;
  std::vector<Before> undo_;
  std::vector<Event> events_;
};

}  // namespace cardea::store::memory
