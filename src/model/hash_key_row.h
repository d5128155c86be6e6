// SPDX-License-Identifier: Apache-2.0
// The key under which a store's secret values are hashed for look-ups (store/hash_key.h): one row,
// made at the first start. An entity like the others, so that it is sealed, re-sealed and kept by
// every backend as they are; the Admin API does not show it.
#pragma once

#include <string>
#include <string_view>

#include "schema/declare.h"

namespace cardea::model {

struct HashKeyRow {
  /// The one row's.
  static constexpr std::string_view the_id = "7c5a1d0e-52f4-4b7e-9a3c-6f1f0b7d2e94";

  std::string id;
  std::string key;  ///< sealed

  static const schema::Entity& entity();
};

}  // namespace cardea::model
