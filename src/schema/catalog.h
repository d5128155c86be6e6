// SPDX-License-Identifier: Apache-2.0
// All entities of a process, the core's and the plugins', in an order in which every entity comes
// after those it refers to: the order in which tables are made and rows are imported. Made once at
// start, then only read, from any thread.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "schema/entity.h"

namespace cardea::schema {

class Catalog {
 public:
  /// Fails, with a sentence, when names or paths repeat or references form a circle. A reference to
  /// an entity that is not built yet is legal: such a field accepts only null.
  static Result<Catalog> make(std::vector<const Entity*> entities);

  [[nodiscard]] const std::vector<const Entity*>& entities() const { return entities_; }

  /// By name (table); null when there is none. Likewise below.
  [[nodiscard]] const Entity* find(std::string_view name) const;
  /// By flat path: "jwts".
  [[nodiscard]] const Entity* find_path(std::string_view path) const;
  /// By segment inside a parent (its name): ("consumers", "jwt").
  [[nodiscard]] const Entity* find_nested(std::string_view parent, std::string_view segment) const;
  /// Who refers to this entity, with which field.
  struct Referrer {
    const Entity* entity;
    const Field* field;
  };
  [[nodiscard]] std::vector<Referrer> referrers(std::string_view name) const;

 private:
  std::vector<const Entity*> entities_;
};

}  // namespace cardea::schema
