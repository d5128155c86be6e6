// SPDX-License-Identifier: Apache-2.0
// What the tests of this folder share: a store in a directory of its own, and an operator who works
// on the same file with another connection.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "loop/core.h"
#include "loop/timer.h"
#include "store/conformance_rows.h"
#include "store/open_store.h"
#include "store/scratch_directory.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/sqlite_store.h"

namespace cardea::store::sqlite {

class SqliteFixture : public testing::Test {
 protected:
  SqliteFixture() { core_.start(); }

  Result<std::unique_ptr<Store>> try_open() { return try_open(directory_.path()); }
  static Result<std::unique_ptr<Store>> try_open(const std::string& directory) {
    return SqliteStore::open(
        {.catalog = &conformance::catalog(), .data_directory = directory, .change_log = {}});
  }

  /// What opening is refused with.
  Error refused_to_open() {
    auto opened = try_open();
    EXPECT_FALSE(opened) << "was opened";
    return opened ? Error() : std::move(opened).error();
  }

  OpenStore open() { return open(directory_.path()); }
  OpenStore open(const std::string& directory) {
    auto opened = try_open(directory);
    EXPECT_TRUE(opened) << opened.error().detail;
    OpenStore store(core_, opened ? std::move(*opened) : nullptr);
    const auto migrated = store.run(store.get().migrate());
    EXPECT_TRUE(migrated) << migrated.error().detail;
    return store;
  }

  /// What an operator types into a shell of SQLite.
  void operate(const std::string& sql) {
    auto connection = Connection::open(file(), Connection::Use::write);
    ASSERT_TRUE(connection) << connection.error().detail;
    const auto done = connection->execute(sql);
    ASSERT_TRUE(done) << done.error().detail;
  }

  [[nodiscard]] std::string file() const { return directory_.path() + "/cardea.db"; }

  /// Asks again and again, with pauses, until it holds; false after 20 seconds.
  template <class Condition>
  static bool comes_true(Condition condition) {
    const auto deadline = loop::Deadline::in(std::chrono::seconds(20));
    while (!condition()) {
      if (deadline.passed()) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
  }

  ScratchDirectory directory_;
  loop::Core core_{0};
};

}  // namespace cardea::store::sqlite
