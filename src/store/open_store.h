// SPDX-License-Identifier: Apache-2.0
// A store as tests use it: asked from the test's own thread, with what must succeed checked on the
// way.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "json/write.h"
#include "loop/block_on.h"
#include "loop/core.h"
#include "store/conformance_rows.h"
#include "store/store.h"

namespace cardea::store {

/// A store and a core to ask it on, from the test's own thread.
class OpenStore {
 public:
  OpenStore(loop::Core& core, std::unique_ptr<Store> store)
      : core_(core), store_(std::move(store)) {}
  OpenStore(OpenStore&&) = default;

  [[nodiscard]] Store& get() { return *store_; }
  explicit operator bool() const { return store_ != nullptr; }

  template <class T>
  T run(Task<T> task) {
    return loop::block_on(core_, std::move(task));
  }

  Result<Outcome> try_commit(Batch batch) { return run(store_->commit(std::move(batch))); }

  /// Commits what must succeed.
  Receipt commit(std::vector<Change> changes) {
    const auto outcome = try_commit({.preconditions = {}, .changes = std::move(changes)});
    EXPECT_TRUE(outcome) << outcome.error().detail;
    if (!outcome) return {};
    const auto* const violation = std::get_if<Violation>(&*outcome);
    EXPECT_EQ(violation, nullptr) << "kind " << static_cast<int>(violation->kind);
    return violation == nullptr ? std::get<Receipt>(*outcome) : Receipt();
  }

  /// Commits what must be refused by a rule.
  Violation refused(Batch batch) {
    const auto outcome = try_commit(std::move(batch));
    EXPECT_TRUE(outcome) << outcome.error().detail;
    if (!outcome) return {};
    EXPECT_TRUE(std::holds_alternative<Violation>(*outcome)) << "was not refused";
    const auto* const violation = std::get_if<Violation>(&*outcome);
    return violation == nullptr ? Violation() : *violation;
  }

  Found find(Find question) {
    auto found = run(store_->find(std::move(question)));
    EXPECT_TRUE(found) << found.error().detail;
    return found ? std::move(*found) : Found();
  }
  Found find(Key key) { return find(Find{.first = std::move(key), .follow = {}}); }

  /// The only row of a key, as text; empty when there is none.
  std::string find_one(const schema::Entity& entity, std::string_view field,
                       std::string_view value) {
    const Found found = find(conformance::key_of(entity, field, value));
    if (found.answers.size() != 1 || found.answers.front().rows.empty()) return {};
    EXPECT_EQ(found.answers.front().rows.size(), 1U);
    return json::write(found.answers.front().rows.front());
  }

  Page list(List question) {
    auto page = run(store_->list(std::move(question)));
    EXPECT_TRUE(page) << page.error().detail;
    return page ? std::move(*page) : Page();
  }

  Polled poll(Position acked) {
    auto polled = run(store_->poll(++claim_, std::move(acked)));
    EXPECT_TRUE(polled) << polled.error().detail;
    return polled ? std::move(*polled) : Polled();
  }
  /// Where the store stands now.
  Position now() { return poll({}).position; }

  void close() { run(store_->close()); }

 private:
  loop::Core& core_;
  std::unique_ptr<Store> store_;
  std::uint64_t claim_ = 0;
};

}  // namespace cardea::store
