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

/// `expires_at`: until when a row counts. From then on nobody sees it and nothing is decided by it,
/// and it is removed. The one line that gives an entity lifetimes; `shown` is for those whose `ttl`
/// Kong shows.
template <class It>
void declare_lifetime(schema::EntityDeclaration<It>& entity,
                      schema::Ttl ttl = schema::Ttl::accepted) {
  constexpr std::int64_t last = 253402300799;  // the year 9999; milliseconds lie beyond
  entity
      .field("expires_at", &It::expires_at,
             "When it stops counting and is removed, in seconds since 1970; never when null. Shown "
             "only when set.")
      .own()
      .check(schema::between(1, last));
  entity.ends_at("expires_at", ttl);
}

}  // namespace cardea::model
