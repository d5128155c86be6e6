// SPDX-License-Identifier: Apache-2.0
// An entity: a kind of record that is stored and has an Admin API. It is declared once, with
// `declare` (declare.h), beside the plain struct that code works with; everything about it that is
// derived (as_sql, as_json, as_manual, check) starts from this type. An Entity is a static of the
// process: keep pointers and references to it freely, from any thread.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <typeindex>
#include <vector>

#include "json/value.h"
#include "schema/field.h"

namespace cardea::schema {

/// A second address of an entity's rows, inside the row they refer to:
/// `/{parent's path}/{x}/{segment}`.
struct Nesting {
  std::string parent;   ///< the parent's name (table), for example "consumers"
  std::string segment;  ///< for example "jwt"
  std::string field;    ///< the foreign field that refers to the parent: "consumer"
};

/// A write-only member of a body that stands for other fields (a service's `url`). It is never
/// stored and never shown.
struct Shorthand {
  std::string name;
  std::string description;
  /// Sets the fields it stands for in `body`, over what was sent there. The value is a string.
  std::function<void(std::string_view value, json::Object& body)> expand{};
};

/// What a row with an end says of `ttl`, Kong's word for the seconds until then. Bodies may give it
/// in place of the field itself in either case.
enum class Ttl : std::uint8_t {
  accepted,  ///< in bodies only, where Kong knows no end of such rows
  shown,     ///< in answers too, as Kong does: the seconds left, or null
};

/// What a field's value changes about the fields of an entity: the `config` of a plugin is chosen
/// by the plugin's name. A field here replaces the entity's field of the same name.
struct Variant {
  std::vector<Field> fields;
  std::vector<Rule> rules;  ///< about the whole entity: `config.allow`
};

class Entity {
 public:
  /// The table, which is also its name in the change log and in Kong's texts: "jwt_secrets".
  [[nodiscard]] const std::string& name() const { return name_; }
  /// For people: "JWT credential".
  [[nodiscard]] const std::string& singular() const { return singular_; }
  /// The flat collection, without slash: "jwts". Empty when the Admin API does not show its rows.
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const std::vector<Nesting>& nestings() const { return nestings_; }
  /// The nesting inside rows of `parent` (its name), null when there is none.
  [[nodiscard]] const Nesting* find_nesting(std::string_view parent) const;

  /// The field which, besides the id, names one row in a flat path; null when only the id does.
  [[nodiscard]] const Field* key() const { return find(key_); }
  /// The same inside a parent: `key()`, unless declared otherwise (acls: the group).
  [[nodiscard]] const Field* nested_key() const {
    return find(nested_key_.empty() ? key_ : nested_key_);
  }

  /// In the order in which they are shown.
  [[nodiscard]] const std::vector<Field>& fields() const { return record_.fields; }
  [[nodiscard]] const Field* find(std::string_view field) const { return record_.find(field); }
  /// The fields as one record, for code that walks records.
  [[nodiscard]] const Field& record() const { return record_; }
  [[nodiscard]] const std::vector<Shorthand>& shorthands() const { return shorthands_; }

  /// Fields whose values together are unique; null counts as a value (unlike in SQL). Fields that
  /// are unique by themselves are not in here.
  [[nodiscard]] const std::vector<std::vector<std::string>>& unique_together() const {
    return unique_together_;
  }
  [[nodiscard]] const std::vector<Rule>& rules() const { return record_.rules; }

  /// The names of the fields by which rows are looked up, and of which the change log speaks: the
  /// id first, then unique fields, then references, each in order; not those that must be null.
  [[nodiscard]] const std::vector<std::string>& lookups() const { return lookups_; }
  [[nodiscard]] bool is_lookup(std::string_view field) const;

  /// The field in which rows are looked up by `field`: itself, or the hidden one that holds its
  /// hash. Precondition: `field` is one of this entity's.
  [[nodiscard]] const Field& lookup_of(const Field& field) const;

  /// The text by which a row can be looked up in this field (one of `lookups()`): the string, or
  /// the id of a reference. Nothing when the row holds null there.
  [[nodiscard]] static std::optional<std::string> lookup_value(const json::Object& row,
                                                               std::string_view field);

  /// The field that holds until when a row counts (lifetime.h); null when rows have no end.
  [[nodiscard]] const Field* expiry() const { return find(expiry_); }
  /// Whether answers say the seconds that are left as `ttl`.
  [[nodiscard]] bool shows_ttl() const { return expiry() != nullptr && ttl_ == Ttl::shown; }

  /// The field whose value chooses a Variant ("name" of plugins); null when there is none.
  [[nodiscard]] const Field* varies_by() const { return find(varies_by_); }
  /// The Variant for a value of that field, where the entity itself knows them (routes); null when
  /// it names none.
  [[nodiscard]] const Variant* variant(const json::Value& value) const {
    return choose_variant_ ? choose_variant_(value) : nullptr;
  }
  /// Kong's text when the field names no variant, with `{}` for the value; empty when that is no
  /// fault of its own.
  [[nodiscard]] const std::string& unknown_variant_text() const { return unknown_variant_text_; }

  /// The row as the struct it was declared with. Members of references get the id, optional
  /// members nothing where the row holds null; secret members get what the row holds, so they are
  /// sealed when it comes from the store. Precondition: `It` is the declared type, and the row is
  /// one that `judge` accepted.
  template <class It>
  [[nodiscard]] It read(const json::Object& row) const {
    It it{};
    read_into(&it, typeid(It), row);
    return it;
  }

 private:
  template <class It>
  friend class EntityDeclaration;
  explicit Entity(std::string name, std::type_index type);

  void read_into(void* it, std::type_index type, const json::Object& row) const;
  void add_hashes();
  /// Derives what follows from the rest; ends the process when the declaration contradicts itself,
  /// since that is a fault in our own source.
  void finish();

  std::string name_;
  std::string singular_;
  std::string path_;
  std::vector<Nesting> nestings_;
  std::string key_;
  std::string nested_key_;
  Field record_;
  std::vector<Shorthand> shorthands_;
  std::vector<std::vector<std::string>> unique_together_;
  std::vector<std::string> lookups_;
  std::string expiry_;
  Ttl ttl_ = Ttl::accepted;
  std::string varies_by_;
  std::string unknown_variant_text_;
  std::function<const Variant*(const json::Value&)> choose_variant_;
  std::type_index type_;
};

}  // namespace cardea::schema
