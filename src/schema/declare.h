// SPDX-License-Identifier: Apache-2.0
// How an entity or a plugin's settings are declared: once, beside the plain struct, in words that
// read like a description. The type of a field follows from the type of the member (bind.h).
//
//   static const auto declared = schema::declare<It>("jwt_secrets", [](auto& entity) {
//     entity.singular("JWT credential").path("jwts").under("consumers", "jwt").found_by("key");
//     entity.field("key", &It::key, "...").unique().filled_by(schema::Fill::random_token);
//     entity.require("rsa_public_key", "algorithm", {one_of({"RS256"})}, {pem_key()});
//   });
//
// Records inside records, and the settings of a plugin, are structs with
//   static void describe(schema::RecordDeclaration<It>& record);
// and are reached by `record_of<It>()` (the declaration) and `read_record<It>(object)` (the
// values). A fault in a declaration (an unknown name, two ids) ends the process at its first use.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <typeinfo>
#include <utility>
#include <vector>

#include "schema/bind.h"
#include "schema/entity.h"
#include "schema/value_rules.h"

namespace cardea::schema {

/// What can be said about one field after its name, member and description. Valid until the next
/// field is declared.
class FieldDeclaration {
 public:
  explicit FieldDeclaration(Field& field) : field_(&field) {}

  FieldDeclaration& primary() { return field_->primary = true, required(); }
  FieldDeclaration& required() { return field_->required = true, *this; }
  FieldDeclaration& unique() { return field_->unique = true, *this; }
  /// Together with `unique`: rows are looked up, and kept apart, by a keyed hash of it.
  FieldDeclaration& secret() { return field_->secret = true, *this; }
  /// A password of whom the foreign field `owner` refers to: kept as a hash, and sealed.
  FieldDeclaration& password(std::string owner) {
    return field_->password_of = std::move(owner), secret();
  }
  FieldDeclaration& own() { return field_->own = true, *this; }
  FieldDeclaration& may_be_empty() { return field_->may_be_empty = true, *this; }
  /// `text` may hold `{}` for the value that was given, in braces.
  FieldDeclaration& must_be_null(std::string text = {});
  FieldDeclaration& filled_by(Fill fill) { return field_->fill = fill, *this; }

  /// The value when none is given: a scalar, an enumerator, or a list `{"http", "https"}`.
  template <class Value>
  FieldDeclaration& preset(const Value& value) {
    return field_->preset = bound::written(value), *this;
  }
  FieldDeclaration& preset(std::initializer_list<std::string_view> words);

  /// The member holds the id of a row of that entity; in JSON it is `{"id": "..."}`.
  FieldDeclaration& refers_to(std::string entity, OnRemoval on_removal = OnRemoval::cascade);

  /// A list whose members do not repeat.
  FieldDeclaration& set() { return field_->kind = Kind::set, *this; }

  FieldDeclaration& check(Check check);
  /// A rule for each element of a list, or each innermost value of a map of lists.
  FieldDeclaration& each(Check check);
  /// A rule for each key of a map.
  FieldDeclaration& each_key(Check check);

 private:
  Field* field_;
};

/// Kong's rules over several members of a record, named by dotted paths.
class RuleDeclaration {
 public:
  void at_least_one_of(std::vector<std::string> fields);
  void only_one_of(std::vector<std::string> fields);
  void at_most_one_of(std::vector<std::string> fields);
  /// When the member `given` passes all of `when`, then `field` may not be null and must pass
  /// `then`.
  void require(std::string field, std::string given, std::vector<Check> when,
               std::vector<Check> then = {});
  void rule(Rule rule);

 protected:
  RuleDeclaration() = default;
  void declare_in(Field& record) { record_ = &record; }
  [[nodiscard]] Field& add(Field field);

 private:
  Field* record_ = nullptr;
};

/// Declares the members of a record, and rules over several of them.
template <class It>
class RecordDeclaration : public RuleDeclaration {
 public:
  explicit RecordDeclaration(Field& record) { declare_in(record); }

  /// One member. The declaration that comes back is valid until the next call.
  template <class T>
  FieldDeclaration field(std::string name, T It::* member, std::string description) {
    auto field = bound::shape_of<T>();
    field.name = std::move(name);
    field.description = std::move(description);
    field.assign = [member](void* record, const json::Value& value) {
      bound::read_any(static_cast<It*>(record)->*member, value);
    };
    return FieldDeclaration(add(std::move(field)));
  }

 protected:
  RecordDeclaration() = default;
};

/// Declares an entity: a record, and where it lives.
template <class It>
class EntityDeclaration : public RecordDeclaration<It> {
 public:
  explicit EntityDeclaration(std::string name) : entity_(std::move(name), typeid(It)) {
    this->declare_in(entity_.record_);
  }
  EntityDeclaration(const EntityDeclaration&) = delete;
  EntityDeclaration& operator=(const EntityDeclaration&) = delete;

  EntityDeclaration& singular(std::string text) {
    return entity_.singular_ = std::move(text), *this;
  }
  /// The flat collection's path without slash, when it differs from the name; empty for what is
  /// the gateway's own business and has no place in the Admin API.
  EntityDeclaration& path(std::string path) { return entity_.path_ = std::move(path), *this; }
  /// Also reachable inside rows of `parent`, to which exactly one field refers.
  EntityDeclaration& under(std::string parent, std::string segment) {
    entity_.nestings_.push_back({std::move(parent), std::move(segment), {}});
    return *this;
  }
  /// The field by which paths name a row instead of its id.
  EntityDeclaration& found_by(std::string field) { return entity_.key_ = std::move(field), *this; }
  /// The same, but only inside a parent, where its values do not repeat.
  EntityDeclaration& found_within_by(std::string field) {
    return entity_.nested_key_ = std::move(field), *this;
  }
  EntityDeclaration& unique_together(std::vector<std::string> fields) {
    return entity_.unique_together_.push_back(std::move(fields)), *this;
  }
  /// Rows count until the moment that this field holds, in seconds since 1970, and are removed
  /// soon after; null means for ever. It is an integer of our own.
  EntityDeclaration& ends_at(std::string field, Ttl ttl) {
    entity_.expiry_ = std::move(field);
    entity_.ttl_ = ttl;
    return *this;
  }
  /// A write-only member of bodies that stands for others.
  EntityDeclaration& shorthand(Shorthand shorthand) {
    return entity_.shorthands_.push_back(std::move(shorthand)), *this;
  }
  /// The value of this field chooses a Variant, which `judge` is given a finder for; `unknown` is
  /// the text when there is none, with `{}` for the value.
  EntityDeclaration& varies_by(std::string field, std::string unknown) {
    entity_.varies_by_ = std::move(field);
    entity_.unknown_variant_text_ = std::move(unknown);
    return *this;
  }
  /// The same where the entity itself knows its variants.
  EntityDeclaration& varies_by(std::string field,
                               std::function<const Variant*(const json::Value&)> choose) {
    entity_.varies_by_ = std::move(field);
    entity_.choose_variant_ = std::move(choose);
    return *this;
  }

  Entity finish() && {
    entity_.finish();
    return std::move(entity_);
  }

 private:
  Entity entity_;
};

/// Declares an entity. Keep the result in a function-local static: it must live for the whole
/// process.
template <class It, class Describe>
Entity declare(std::string name, Describe&& describe) {
  EntityDeclaration<It> entity(std::move(name));
  std::forward<Describe>(describe)(entity);
  return std::move(entity).finish();
}

template <class It>
const Field& record_of() {
  static const Field declared = [] {
    Field record;
    record.kind = Kind::record;
    RecordDeclaration<It> declaration(record);
    It::describe(declaration);
    return record;
  }();
  return declared;
}

/// The values of a record that passed its checks, as its struct.
template <class It>
It read_record(const json::Object& object) {
  It it{};
  bound::read_members(record_of<It>(), &it, object);
  return it;
}

}  // namespace cardea::schema
