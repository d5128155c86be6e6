// SPDX-License-Identifier: Apache-2.0
// Ordering and looking up entities. There are a few dozen at most, so walks are enough.
#include "schema/catalog.h"

#include <fmt/format.h>

#include <algorithm>

namespace cardea::schema {
namespace {

using Entities = std::vector<const Entity*>;

Status check_names(const Entities& entities) {
  for (std::size_t i = 0; i < entities.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (entities[i]->name() == entities[j]->name()) {
        return fail(
            Error::internal(fmt::format("two entities are declared as '{}'", entities[i]->name())));
      }
      if (entities[i]->path() == entities[j]->path() && !entities[i]->path().empty()) {
        return fail(Error::internal(fmt::format("'{}' and '{}' have the same path '{}'",
                                                entities[j]->name(), entities[i]->name(),
                                                entities[i]->path())));
      }
    }
  }
  return {};
}

bool contains(const Entities& entities, std::string_view name) {
  return std::ranges::any_of(entities, [&](const auto* one) { return one->name() == name; });
}

// Whether everything it refers to is in `placed` already, or is not built at all.
bool is_ready(const Entity& entity, const Entities& placed, const Entities& waiting) {
  return std::ranges::all_of(entity.fields(), [&](const Field& field) {
    return field.kind != Kind::foreign || field.target == entity.name() ||
           contains(placed, field.target) || !contains(waiting, field.target);
  });
}

}  // namespace

Result<Catalog> Catalog::make(std::vector<const Entity*> entities) {
  if (auto named = check_names(entities); !named) return fail(std::move(named).error());
  Catalog catalog;
  while (!entities.empty()) {
    const auto ready = std::ranges::find_if(entities, [&](const auto* entity) {
      return is_ready(*entity, catalog.entities_, entities);
    });
    if (ready == entities.end()) {
      return fail(Error::internal(fmt::format("'{}' and others refer to each other in a circle",
                                              entities.front()->name())));
    }
    catalog.entities_.push_back(*ready);
    entities.erase(ready);
  }
  return catalog;
}

const Entity* Catalog::find(std::string_view name) const {
  for (const auto* entity : entities_) {
    if (entity->name() == name) return entity;
  }
  return nullptr;
}

const Entity* Catalog::find_path(std::string_view path) const {
  for (const auto* entity : entities_) {
    if (entity->path() == path && !path.empty()) return entity;
  }
  return nullptr;
}

const Entity* Catalog::find_nested(std::string_view parent, std::string_view segment) const {
  for (const auto* entity : entities_) {
    const auto* nesting = entity->find_nesting(parent);
    if (nesting != nullptr && nesting->segment == segment) return entity;
  }
  return nullptr;
}

std::vector<Catalog::Referrer> Catalog::referrers(std::string_view name) const {
  std::vector<Referrer> found;
  for (const auto* entity : entities_) {
    for (const auto& field : entity->fields()) {
      if (field.kind == Kind::foreign && !field.must_be_null && field.target == name) {
        found.push_back({entity, &field});
      }
    }
  }
  return found;
}

}  // namespace cardea::schema
