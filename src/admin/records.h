// SPDX-License-Identifier: Apache-2.0
// Rows for the Admin API: found by whatever a path names them by, written so that an answer means
// "in force". Secrets are open in the rows this hands out, and sealed in everything that goes to
// the store. A row whose end has come is not there for anybody, nor in the way of a new one.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "admin/reply.h"
#include "base/result.h"
#include "base/time.h"
#include "cluster/follower.h"
#include "crypto/keyring.h"
#include "loop/task.h"
#include "schema/catalog.h"
#include "schema/check.h"
#include "store/hash_key.h"
#include "store/store.h"

namespace cardea::admin {

/// A row with its secrets open, and what identifies its stored form.
struct Record {
  json::Object row;
  std::string etag;
};

/// A row, none, or the answer that says why there is no telling.
using Found = std::expected<std::optional<Record>, Reply>;

/// What a write came to: how it stands, or why not. `raced` asks to read anew and try again.
struct Written {
  std::optional<Reply> refusal{};
  bool raced = false;
  Record record{};     ///< insert and update
  FieldList fields{};  ///< to be sent along
};

class Records {
 public:
  struct Parts {
    store::Store& store;
    cluster::Follower& follower;
    const schema::Catalog& catalog;
    std::function<std::shared_ptr<const crypto::Keyring>()> keyring;
    const store::HashKey& hashes;
    std::string node_name;
    Duration patience;                    ///< how long a write may take to come into force
    const Clock& clock = system_clock();  ///< says which rows have ended
  };
  explicit Records(Parts parts) : parts_(std::move(parts)) {}

  /// By id when `key` looks like a UUID, else by the entity's key; refused when the key cannot be
  /// one (code 10, 1).
  Task<Found> find(const schema::Entity& entity, std::string key);
  /// By a unique field, in the clear also where it is secret.
  Task<Found> find_by(const schema::Entity& entity, std::string field, std::string value);
  /// A row of `entity` whose `field` refers to the row with this id.
  Task<Found> find_within(const schema::Entity& entity, const schema::Nesting& nesting,
                          std::string parent_id, std::string key);

  /// Puts ids in place of references by other unique fields. A refusal when one leads nowhere.
  Task<std::optional<Reply>> resolve(const schema::Entity& entity, json::Object& body);

  Task<Written> insert(const schema::Entity& entity, json::Object row);
  /// Only if the row is still as `before` says.
  Task<Written> update(const schema::Entity& entity, json::Object row, std::string before);
  Task<Written> remove(const schema::Entity& entity, json::Object row);

  Task<std::expected<store::Page, Reply>> list(store::List question);

  [[nodiscard]] const schema::Catalog& catalog() const { return parts_.catalog; }

 private:
  Found open(const schema::Entity& entity, std::vector<store::Row> rows) const;
  // The key by which the store finds rows with this value in that field.
  [[nodiscard]] store::Key key_of(const schema::Entity& entity, std::string_view field,
                                  std::string_view value) const;
  Task<Written> commit(store::Batch batch, json::Object row);
  Task<Result<store::Outcome>> commit_past_ended(store::Batch batch);
  Task<Result<std::optional<std::string>>> find_ended(const store::Violation& violation,
                                                      const store::Batch& batch, WallTime now);

  Parts parts_;
};

}  // namespace cardea::admin
