// SPDX-License-Identifier: Apache-2.0
// `/xs`, `/xs/{k}`, `/ps/{p}/xs`, `/ps/{p}/xs/{k}`, `/xs/{k}/field`.
#include "admin/target.h"

#include "base/uuid.h"

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

namespace {

// Where in the path a secret stands that names a row; nothing when there is none.
std::optional<std::size_t> place_of_secret(const Target& target) {
  const auto names_by_secret = [](const schema::Field* key, const std::string& value) {
    return key != nullptr && key->secret && !value.empty() && !is_uuid(value);
  };
  if (target.parent != nullptr && names_by_secret(target.parent->key(), target.parent_key))
    return 1;
  if (target.kind == Target::Kind::single && names_by_secret(target.entity->key(), target.key)) {
    return 1;
  }
  if (target.kind == Target::Kind::nested_single &&
      names_by_secret(target.entity->nested_key(), target.key)) {
    return 3;
  }
  return std::nullopt;
}

}  // namespace

std::string path_without_secrets(const schema::Catalog& catalog, const Call& call) {
  const auto target = find_target(catalog, call.path);
  const auto secret = target ? place_of_secret(*target) : std::nullopt;
  if (!secret) return call.raw_path;
  std::string path;
  for (std::size_t i = 0; i < call.path.size(); ++i) {
    path += "/" + (i == *secret ? "***" : percent_encode(call.path[i]));
  }
  return path;
}

}  // namespace cardea::admin
