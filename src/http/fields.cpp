// SPDX-License-Identifier: Apache-2.0
// The look-ups that have to search.
#include "http/fields.h"

#include "http/ascii.h"

namespace cardea::http {

const Field* Fields::find(std::string_view name) const {
  const auto id = identify(name);
  if (id != FieldName::other) return find(id);
  for (const auto& field : *this) {
    if (field.id == FieldName::other && equals_ignoring_case(field.name, name)) return &field;
  }
  return nullptr;
}

void FieldSet::insert_all(const Fields& fields, FieldName id) {
  const auto* first = fields.find(id);
  if (first == nullptr) return;
  insert(fields, *first);
  if (!fields.is_repeated(id)) return;
  for (const auto* field = first + 1; field != fields.end(); ++field) {
    if (field->id == id) insert(fields, *field);
  }
}

}  // namespace cardea::http
