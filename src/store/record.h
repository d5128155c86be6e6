// SPDX-License-Identifier: Apache-2.0
// What is asked of the store and what comes back. A row is the JSON object that the Admin API would
// show, with every field present (null when unset) and secret fields still sealed: they are opened
// where they are used, nowhere else.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "json/value.h"
#include "schema/entity.h"
#include "store/position.h"

namespace cardea::store {

using Row = json::Object;

/// Names the rows of one entity whose `field` has this text value: its id, a unique field or a
/// reference. A key is also what the near cache caches by and what the change log speaks of.
struct Key {
  const schema::Entity* entity = nullptr;  ///< lives for the whole process
  std::string field;                       ///< one of `entity->lookups()`
  std::string value;

  friend bool operator==(const Key&, const Key&) = default;
};

/// One more look-up in the same query: the rows of `entity` whose `field` equals what the first row
/// of an earlier answer holds in `source_field`.
struct Follow {
  const schema::Entity* entity = nullptr;
  std::string field;
  std::size_t source = 0;    ///< which earlier question: 0 is the first key, n is `follow[n - 1]`
  std::string source_field;  ///< a look-up of that question's entity
};

/// A look-up by key, with what hangs on it: a credential, its consumer and the consumer's groups in
/// one question.
struct Find {
  Key first;
  std::vector<Follow> follow{};
};

/// The rows found for one key, in order of their ids. Empty means: there is none, which is an
/// answer too.
struct Answer {
  Key asked;
  std::vector<Row> rows{};
};

/// All answers were read in one snapshot of the store, and that is `at`. They stand in the order of
/// the questions, but a follow whose source has no row (or null in that field) has no answer, so
/// there may be fewer answers than questions: `asked` says which is which.
struct Found {
  std::vector<Answer> answers;
  Position at{};
};

/// Which tags a listed row must carry (kong-admin: `a,b` has all, `a/b` has any).
struct TagFilter {
  std::vector<std::string> tags;
  bool all = true;
};

/// A page of an entity's rows in ascending order of id.
struct List {
  const schema::Entity* entity = nullptr;
  std::optional<Key>
      within{};  ///< only rows with this reference; entity and field are of the listed entity
  std::optional<std::string> after{};  ///< only rows with a greater id
  std::size_t size = 100;              ///< rows a page, at least 1
  std::optional<TagFilter> tags{};
  std::optional<WallTime> alive_at{};  ///< leaves out rows whose end has come by then
};

/// Rows of an entity (which has an expiry) whose end has come by `at`.
struct ListEnded {
  const schema::Entity* entity = nullptr;
  WallTime at{};
  std::size_t size = 100;  ///< at most so many, at least 1
};

struct Page {
  std::vector<Row> rows{};
  bool more = false;  ///< rows with greater ids exist
  Position at{};
};

}  // namespace cardea::store
