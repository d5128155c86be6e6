// SPDX-License-Identifier: Apache-2.0
// How state changes: a batch is one transaction of row changes under preconditions. It takes effect
// whole or not at all. The change log is not part of it: triggers derived from the declarations
// write that, on every backend.
#pragma once

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include "store/record.h"

namespace cardea::store {

/// A rule that must hold in the transaction itself, or the whole batch is refused with
/// Violation::precondition.
struct Precondition {
  enum class Kind { absent, unchanged, ended };
  Kind kind = Kind::absent;
  Key key{};           ///< absent: no row has it; unchanged, ended: names the row by id
  std::string etag{};  ///< unchanged: `etag(row)` of the row as it was read
  WallTime at{};       ///< ended: there is such a row, and its end has come by then
};

struct Change {
  enum class Op { insert, update, remove };
  Op op = Op::insert;
  const schema::Entity* entity = nullptr;
  std::string id;  ///< update and remove: whose; insert: taken from the row
  Row row{};       ///< insert and update: every field, secret ones sealed
};

struct Batch {
  std::vector<Precondition> preconditions{};
  std::vector<Change> changes{};
};

/// Which rule of the data the batch would have broken. Nothing was changed.
struct Violation {
  enum class Kind {
    precondition,  ///< `change` is the index of the precondition
    primary,       ///< a row with this id exists
    unique,        ///< another row has the same value in `fields` (composite: several)
    foreign,       ///< the row refers, in `fields[0]`, to a row that does not exist
    referenced,    ///< the row cannot be removed while rows of `other` refer to it
    absent,        ///< update or remove of a row that does not exist
  };
  Kind kind = Kind::precondition;
  std::size_t change = 0;  ///< index in the batch
  const schema::Entity* entity = nullptr;
  std::vector<std::string> fields{};
  std::string
      other{};  ///< referenced: the entity that still refers; foreign: the entity referred to
};

/// Committed durably, or refused by a rule. That the store could not be asked is an Error instead.
using Outcome = std::variant<Receipt, Violation>;

/// Identifies the content of a row: a hash of its canonical JSON, in hex.
std::string etag(const Row& row);

/// One entry of the change log: rows with this key have changed. `forget` stands for every key of
/// the kind.
struct Event {
  enum class Op : char { insert = 'I', update = 'U', remove = 'D', forget = 'F' };
  Op op = Op::update;
  std::string kind;   ///< the entity's name (its table)
  std::string field;  ///< which look-up
  std::string value;
};

}  // namespace cardea::store
