// SPDX-License-Identifier: Apache-2.0
// The rows of one entity in memory, in order of their ids, with an index for every look-up and for
// every combination of fields that must be unique. A table obeys the uniqueness of its own rows;
// references between tables are the business of Transaction.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/lifetime.h"
#include "schema/entity.h"
#include "store/record.h"

namespace cardea::store::memory {

class Table {
 public:
  using Rows = std::map<std::string, Row, std::less<>>;
  using Ids = std::set<std::string, std::less<>>;

  explicit Table(const schema::Entity& entity);

  [[nodiscard]] const schema::Entity& entity() const { return *entity_; }
  [[nodiscard]] const Rows& rows() const { return rows_; }
  /// Null when there is none. Valid until the row is changed.
  [[nodiscard]] const Row* find(std::string_view id) const;
  /// The ids of the rows whose `field` (one of the look-ups) has this value, in order. Valid until
  /// the table changes.
  [[nodiscard]] const Ids& find_ids(const std::string& field, const std::string& value) const;

  /// The ids of at most `size` rows whose end has come by `at`, the first to end first.
  [[nodiscard]] std::vector<std::string> find_ended(WallTime at, std::size_t size) const;

  /// The fields of the first rule of uniqueness which `row` would break beside the rows that are
  /// here, not counting the row with its own id.
  [[nodiscard]] std::optional<std::vector<std::string>> clash_of(const Row& row) const;

  /// Inserts or replaces the row with this id.
  void put(Row row);
  void erase(std::string_view id);

 private:
  struct Index {
    std::vector<std::string> fields;
    bool unique = false;
    std::map<std::string, Ids, std::less<>> ids{};  ///< by the text of the fields' values
  };

  /// The text an index files this row under; nothing when a single field is null, which is unlike
  /// everything. In combinations null counts as a value.
  static std::optional<std::string> text_of(const Index& index, const Row& row);
  void enter(const Row& row, bool present);

  const schema::Entity* entity_;
  Rows rows_;
  std::vector<Index> indexes_;
  std::set<std::pair<Lifetime, std::string>> ends_;  ///< with the ids, of rows that have an end
};

/// The id of a row; the empty text when it has none.
std::string_view id_of(const Row& row);

}  // namespace cardea::store::memory
