// SPDX-License-Identifier: Apache-2.0
// `/xs`, `/xs/{k}`, `/ps/{p}/xs`, `/ps/{p}/xs/{k}`, `/xs/{k}/field`.
#include "admin/target.h"

namespace cardea::admin {

std::optional<Target> find_target(const schema::Catalog& catalog,
                                  const std::vector<std::string>& path) {
  if (path.empty() || path.size() > 4) return std::nullopt;
  const schema::Entity* const first = catalog.find_path(path[0]);
  if (first == nullptr) return std::nullopt;
  Target target;
  if (path.size() <= 2) {
    target.entity = first;
    target.kind = path.size() == 1 ? Target::Kind::collection : Target::Kind::single;
    if (path.size() == 2) target.key = path[1];
    return target;
  }
  target.parent = first;
  target.parent_key = path[1];
  if (const auto* const nested = catalog.find_nested(first->name(), path[2])) {
    target.entity = nested;
    target.nesting = nested->find_nesting(first->name());
    target.kind = path.size() == 3 ? Target::Kind::nested_collection : Target::Kind::nested_single;
    if (path.size() == 4) target.key = path[3];
    return target;
  }
  const schema::Field* const field = first->find(path[2]);
  if (path.size() != 3 || field == nullptr || field->kind != schema::Kind::foreign)
    return std::nullopt;
  target.kind = Target::Kind::reference;
  target.field = field;
  target.entity = catalog.find(field->target);
  if (target.entity == nullptr) return std::nullopt;
  return target;
}

}  // namespace cardea::admin
