// SPDX-License-Identifier: Apache-2.0
// A kind of store: the name that the setting `database` speaks of, and how one is opened. A backend
// is a folder src/store/<name> that defines `store::<name>::backend()`, and its line in
// backends.def.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "schema/catalog.h"
#include "store/store.h"

namespace cardea::store {

/// What the change log keeps. It may always forget what every follower has acknowledged and is
/// older than `keep`; beyond `rows` it forgets the oldest whatever was acknowledged, and a follower
/// that comes late gets a gap.
struct ChangeLogLimits {
  Duration keep = std::chrono::hours(24);
  std::size_t rows = 1'000'000;
};

/// What any backend may need to open. Both pointers must outlive the store.
struct OpenOptions {
  const schema::Catalog* catalog = nullptr;  ///< every entity that is kept
  const Clock* clock = &system_clock();
  std::string data_directory;  ///< where files live; created with 0700 if missing
  ChangeLogLimits change_log{};

  /// The operator's settings, by name (`sqlite_path`, `pg_host`); may be empty.
  std::function<std::optional<std::string>(std::string_view)> setting{};
};

/// One line of backends.def.
struct Backend {
  std::string_view name;

  /// Opens and locks, but neither reads nor changes the schema: call `migrate` next. May block
  /// for up to a few seconds; call it before the cores run. Fails with a sentence that says what
  /// is wrong with which file and how to mend it.
  Result<std::unique_ptr<Store>> (*open)(const OpenOptions& options) = nullptr;
};

}  // namespace cardea::store
