// SPDX-License-Identifier: Apache-2.0
// What a record consists of: fields, and the rules each obeys. This is the declaration itself, the
// one source from which the table, the checks, the JSON, the Admin API and the manual follow.
// Nothing here knows a database or HTTP. Declarations are made once (declare.h), live for the whole
// process, are never changed afterwards and may be read from any thread.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"
#include "schema/rule.h"

namespace cardea::schema {

/// What a value is made of. A set is an array without repeats that keeps the order in which its
/// members were first seen; a reference (`foreign`) reads `{"id": "..."}`.
enum class Kind : std::uint8_t {
  any,
  boolean,
  integer,
  number,
  string,
  array,
  set,
  map,
  record,
  foreign
};

/// The kind as the Admin API names it in /schemas and error texts ("integer", "foreign", ...).
std::string_view name(Kind kind);

/// What happens to a row when the row that it refers to is removed.
enum class OnRemoval : std::uint8_t { restrict, cascade };

/// The value of a field that nobody gave on POST and PUT.
enum class Fill : std::uint8_t {
  nothing,       ///< its preset, or null
  uuid,          ///< a new random UUID
  random_token,  ///< 32 random characters of A-Z a-z 0-9
  now,           ///< whole seconds; a value that was given is kept
  always_now,    ///< whole seconds at every write, also PATCH; a given value is ignored
};

/// What one member of a record, element of a list or value of a map may be.
struct Field {
  std::string name;         ///< empty for elements and keys
  std::string description;  ///< Markdown, one or two sentences, for manual and forms
  Kind kind = Kind::any;

  std::vector<Field> fields{};    ///< record: its members, in order
  std::vector<Rule> rules{};      ///< record: rules over several members
  std::vector<Field> elements{};  ///< array, set and map: exactly one, what each value is
  std::vector<Field> keys{};      ///< map: none, or exactly one: what each key is

  bool required = false;                ///< may not be null
  std::optional<json::Value> preset{};  ///< the value when none is given; explicit null stays null
  Fill fill = Fill::nothing;

  bool primary = false;  ///< the id; exactly one a entity
  bool unique = false;   ///< no two rows have the same value; rows may be looked up by it
  bool secret = false;   ///< sealed in the store, opened only where used; the Admin API shows it
  bool hashed =
      false;  ///< declared secret and unique: unique, and looked up, by a keyed hash of it
  /// A text that is sent as a password and kept as a hash (crypto/password_hash.h): the foreign
  /// field that says whose it is. Empty for everything else.
  std::string password_of{};
  /// The hidden field that holds this hash of that field: an entity makes one for each field that
  /// is hashed. Bodies and answers do not know it; it is computed when a row is sealed
  /// (store/sealing.h).
  std::string hash_of{};
  bool own = false;  ///< Kong does not have it: keeps its value when a PUT omits it, and only
                     ///< an explicit null clears it
  bool must_be_null = false;  ///< exists, but may hold nothing: it has no column and rows lack it
  std::string null_text{};    ///< must_be_null: Kong's text; "value must be null" when empty
  bool may_be_empty = false;  ///< string: "" is legal. Otherwise "length must be at least 1"

  std::string target{};  ///< foreign: the name (table) of the entity referred to
  OnRemoval on_removal = OnRemoval::restrict;

  std::vector<Check> checks{};  ///< in order; the first fault counts

  /// Writes a value into the member of the struct this record was declared with; null where none
  /// was. The pointer is to that struct.
  std::function<void(void* record, const json::Value& value)> assign{};

  [[nodiscard]] bool is_hidden() const { return !hash_of.empty(); }

  /// The member of a record with this name, null when there is none.
  [[nodiscard]] const Field* find(std::string_view member) const;
  /// The check with this word, null when there is none.
  [[nodiscard]] const Check* find_check(std::string_view word) const;
};

}  // namespace cardea::schema
