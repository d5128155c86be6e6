// SPDX-License-Identifier: Apache-2.0
// Fields that entities of Kong share, so that they read and behave the same everywhere.
#pragma once

#include "schema/declare.h"

namespace cardea::model {

/// `id`: a UUID that Cardea makes unless the client gives one. It never changes.
template <class It>
void declare_id(schema::EntityDeclaration<It>& entity) {
  entity.field("id", &It::id, "A UUID; made by Cardea unless given. It never changes.")
      .primary()
      .filled_by(schema::Fill::uuid);
}

template <class It>
void declare_tags(schema::EntityDeclaration<It>& entity) {
  entity.field("tags", &It::tags, "Words by which lists can be filtered.")
      .set()
      .each(schema::tag());
}

template <class It>
void declare_created_at(schema::EntityDeclaration<It>& entity) {
  entity.field("created_at", &It::created_at, "When it was created, in seconds since 1970.")
      .required()
      .filled_by(schema::Fill::now)
      .check(schema::timestamp());
}

template <class It>
void declare_updated_at(schema::EntityDeclaration<It>& entity) {
  entity
      .field("updated_at", &It::updated_at,
             "When it was last written, in seconds since 1970. A value that is sent is ignored.")
      .required()
      .filled_by(schema::Fill::always_now);
}

}  // namespace cardea::model
