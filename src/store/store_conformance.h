// SPDX-License-Identifier: Apache-2.0
// What every store promises, as tests. A backend's test file includes this and says
//   INSTANTIATE_TEST_SUITE_P(Sqlite, StoreConformance, testing::Values(&sqlite::backend()));
// and the tests run against a store opened in an empty directory.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "loop/core.h"
#include "store/backend.h"
#include "store/conformance_rows.h"
#include "store/open_store.h"
#include "store/scratch_directory.h"

namespace cardea::store {

// NOLINTNEXTLINE(google-build-using-namespace): the vocabulary of these tests and of nothing else
using namespace conformance;

/// `kind.field=value` of each event.
inline std::set<std::string> told_in(const Polled& polled) {
  std::set<std::string> told;
  for (const Event& event : polled.events) {
    told.insert(event.kind + "." + event.field + "=" + event.value);
  }
  return told;
}
using Told = std::set<std::string>;

class StoreConformance : public testing::TestWithParam<const Backend*> {
 protected:
  StoreConformance() { core_.start(); }

  /// Opens and migrates; may be called again after `close`.
  OpenStore open(ChangeLogLimits limits = {}) {
    auto opened = GetParam()->open(
        {.catalog = &catalog(), .data_directory = directory_.path(), .change_log = limits});
    EXPECT_TRUE(opened) << opened.error().detail;
    OpenStore store(core_, opened ? std::move(*opened) : nullptr);
    const auto migrated = store.run(store.get().migrate());
    EXPECT_TRUE(migrated) << migrated.error().detail;
    return store;
  }

  ScratchDirectory directory_;
  loop::Core core_{0};
};

}  // namespace cardea::store

#include "store/conformance_commits.h"
#include "store/conformance_feed.h"
#include "store/conformance_hashes.h"
#include "store/conformance_lifetimes.h"
#include "store/conformance_races.h"
#include "store/conformance_reads.h"
#include "store/conformance_renewal.h"
#include "store/conformance_rotation.h"
