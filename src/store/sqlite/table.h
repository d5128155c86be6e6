// SPDX-License-Identifier: Apache-2.0
// How rows of the declared entities lie in the tables that schema/as_sql derives: the statements
// that read and write them, prepared as text once, and the passage between a row and its columns.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "schema/as_sql.h"
#include "schema/catalog.h"
#include "store/record.h"
#include "store/sqlite/connection.h"

namespace cardea::store::sqlite {

/// Keeps bound texts alive, and in their places, until a statement has run.
using Texts = std::deque<std::string>;

/// The SQL of one entity. Immutable.
class Table {
 public:
  explicit Table(const schema::Entity& entity);

  [[nodiscard]] const schema::Entity& entity() const { return *entity_; }
  [[nodiscard]] const std::string& insert() const { return insert_; }
  [[nodiscard]] const std::string& update() const { return update_; }
  [[nodiscard]] const std::string& remove() const { return remove_; }
  /// `SELECT ...` without a WHERE.
  [[nodiscard]] const std::string& select() const { return select_; }
  /// `SELECT ... WHERE field = ?1 ORDER BY id`. Precondition: `field` is a look-up.
  [[nodiscard]] std::string_view select_by(std::string_view field) const;
  /// `SELECT id ... WHERE end <= ?1 ORDER BY end LIMIT ?2`, from the index alone. Precondition of
  /// this and the next two: the entity has an expiry.
  [[nodiscard]] const std::string& select_ended() const { return select_ended_; }
  /// `SELECT 1 ... WHERE id = ?1 AND end <= ?2`.
  [[nodiscard]] const std::string& select_if_ended() const { return select_if_ended_; }
  /// `(end IS NULL OR end > ?parameter)`: the row has not ended yet.
  [[nodiscard]] std::string alive_condition(int parameter) const;
  /// Fields that can only be null have none.
  [[nodiscard]] bool has_column(std::string_view field) const;
  /// The quoted name of the field's column.
  [[nodiscard]] std::string column(std::string_view field) const;
  /// The table's quoted name.
  [[nodiscard]] std::string name() const { return quoted(entity_->name()); }

  /// Binds every column, in the order of insert() and update(). The texts live in `texts`, which
  /// must outlive the statement's run.
  void bind(Statement& statement, const Row& row, Texts& texts) const;

  /// Binds the value of one field as its column keeps it.
  void bind_field(Statement& statement, int parameter, std::string_view field, const Row& row,
                  Texts& texts) const;

  /// The row that the statement stands on. Fails when a JSON column does not hold JSON.
  [[nodiscard]] Result<Row> read(const Statement& statement) const;

  static std::string quoted(std::string_view name);

 private:
  struct Lookup {
    std::string field;
    std::string select;
  };

  const schema::Entity* entity_;
  std::vector<schema::Column> columns_;
  std::string insert_;
  std::string update_;
  std::string remove_;
  std::string select_;
  std::string select_ended_;
  std::string select_if_ended_;
  std::vector<Lookup> lookups_;
};

/// All tables of a catalog. Immutable, so that the writer and all readers share one.
class Tables {
 public:
  explicit Tables(const schema::Catalog& catalog);

  [[nodiscard]] const schema::Catalog& catalog() const { return catalog_; }
  /// Precondition: the entity is in the catalog.
  [[nodiscard]] const Table& of(const schema::Entity& entity) const;

 private:
  const schema::Catalog& catalog_;
  std::vector<Table> tables_;
};

}  // namespace cardea::store::sqlite
