// SPDX-License-Identifier: Apache-2.0
// A value of another kind can only be a hand's doing, and is no end (bind.h says the same of all
// fields).
#include "schema/lifetime.h"

namespace cardea::schema {

Lifetime lifetime_of(const Entity& entity, const json::Object& row) {
  const auto* field = entity.expiry();
  const auto* value = field == nullptr ? nullptr : row.if_contains(field->name);
  const auto* end = value == nullptr ? nullptr : value->if_int64();
  return end == nullptr ? Lifetime() : Lifetime(*end);
}

}  // namespace cardea::schema
