// SPDX-License-Identifier: Apache-2.0
// The table of backends.def. Only a folder above all backends (app) may include this, because what
// is declared here is defined on the floor above this one.
#pragma once

#include <span>
#include <string_view>

#include "store/backend.h"

namespace cardea::store {

#define BACKEND(folder)     \
  namespace folder {        \
  const Backend& backend(); \
  }
#include "store/backends.def"
#undef BACKEND

/// All kinds of store, the default first.
inline std::span<const Backend* const> backends() {
#define BACKEND(folder) &folder::backend(),
  static const Backend* const table[] = {
#include "store/backends.def"
  };
#undef BACKEND
  return table;
}

/// The kind with this name (the setting `database`), or null.
inline const Backend* find_backend(std::string_view name) {
  for (const Backend* const one : backends()) {
    if (one->name == name) return one;
  }
  return nullptr;
}

}  // namespace cardea::store
