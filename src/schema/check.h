// SPDX-License-Identifier: Apache-2.0
// Judges a body against an entity's declaration: what POST, PUT and PATCH make of it, or everything
// that is wrong with it, at once. Nothing is coerced and nothing unknown is dropped. The store is
// not asked: that references exist and unique values are free is for the commit to find out.
//
// The walk of a write in `admin`: parse -> `named_references` (ask the store for each, put
// `{"id": ...}` in its place) -> `judge` -> seal -> commit.
#pragma once

#include <boost/json/object.hpp>
#include <expected>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "json/value.h"
#include "schema/entity.h"
#include "schema/violations.h"

namespace cardea::schema {

enum class Write : std::uint8_t {
  create,   ///< POST, or PUT of what does not exist: what is missing gets presets and fills
  replace,  ///< PUT of an existing row: likewise, but its id and fields of our own are kept
  merge,    ///< PATCH: records merge deeply, everything else is replaced whole
};

/// Finds what a plugin of that name changes about its entity; null when there is no such plugin.
/// The Variant must live as long as the process.
using FindVariant = std::function<const Variant*(std::string_view name)>;

/// What judging needs besides entity and body.
struct Occasion {
  Write write = Write::create;
  /// replace and merge: the row as it is, with its secrets open. Null for create.
  const json::Object* existing = nullptr;
  WallTime now{};
  /// Needed for entities that vary (plugins).
  FindVariant find_variant{};
};

/// The complete row, every field present in declared order, secrets open; or what is wrong.
/// References in the body must be `{"id": ...}` or null.
std::expected<json::Object, Violations> judge(const Entity& entity, const json::Object& body,
                                              const Occasion& occasion);

/// A reference in a body that names its target by a unique field: `{"service":{"name":"x"}}`.
struct NamedReference {
  const Field* field = nullptr;    ///< the foreign field of the body
  const Entity* target = nullptr;  ///< the entity referred to
  std::string key;                 ///< its unique field, and
  std::string value;               ///< the value given
};

class Catalog;

/// The references of a body that must be resolved to ids first. References that already have an id,
/// or name nothing (judge will say so), are not among them.
std::vector<NamedReference> named_references(const Entity& entity, const json::Object& body,
                                             const Catalog& catalog);

/// Whether a value may stand in a path for this key field (`GET /services/foo bar`): nothing when
/// it may, else the text of error code 10.
std::optional<std::string> fault_of_key(const Field& key, std::string_view value);

}  // namespace cardea::schema
