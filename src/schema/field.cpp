// SPDX-License-Identifier: Apache-2.0
// Looking things up in a declaration. Records have few members, so a walk is as good as an index.
#include "schema/field.h"

namespace cardea::schema {

std::string_view name(Kind kind) {
  switch (kind) {
    case Kind::boolean:
      return "boolean";
    case Kind::integer:
      return "integer";
    case Kind::number:
      return "number";
    case Kind::string:
      return "string";
    case Kind::array:
      return "array";
    case Kind::set:
      return "set";
    case Kind::map:
      return "map";
    case Kind::record:
      return "record";
    case Kind::foreign:
      return "foreign";
    case Kind::any:
      break;
  }
  return "any";
}

const Field* Field::find(std::string_view member) const {
  for (const auto& field : fields) {
    if (field.name == member) return &field;
  }
  return nullptr;
}

const Check* Field::find_check(std::string_view word) const {
  for (const auto& check : checks) {
    if (check.word == word) return &check;
  }
  return nullptr;
}

}  // namespace cardea::schema
