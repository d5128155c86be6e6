// SPDX-License-Identifier: Apache-2.0
// What a path of the Admin API names: a collection, one row, the same inside another row, or the
// row that a reference leads to (kong-admin 1.3, 1.5). Read from the catalog alone; no row is
// looked up.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "admin/reply.h"
#include "schema/catalog.h"

namespace cardea::admin {

struct Target {
  enum class Kind { collection, single, nested_collection, nested_single, reference };
  Kind kind = Kind::collection;
  const schema::Entity* entity = nullptr;  ///< of the rows spoken of
  std::string key;                         ///< single, nested_single: id or key
  const schema::Entity* parent =
      nullptr;  ///< nested: the row around it; reference: the row that refers
  std::string parent_key;
  const schema::Nesting* nesting = nullptr;  ///< nested
  const schema::Field* field = nullptr;      ///< reference: the foreign field of `parent`

  [[nodiscard]] bool is_collection() const {
    return kind == Kind::collection || kind == Kind::nested_collection;
  }
};

/// Nothing when the path names none of these.
std::optional<Target> find_target(const schema::Catalog& catalog,
                                  const std::vector<std::string>& path);

/// The call's path as it may be written down: an API key that names a row in it is replaced by
/// `***`.
std::string path_without_secrets(const schema::Catalog& catalog, const Call& call);

}  // namespace cardea::admin
