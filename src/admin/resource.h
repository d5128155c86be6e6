// SPDX-License-Identifier: Apache-2.0
// The verbs of the Admin API over rows, the same for every entity (kong-admin 1.3): nothing in here
// knows which entity it serves.
#pragma once

#include "admin/records.h"
#include "admin/reply.h"
#include "admin/target.h"
#include "base/time.h"
#include "identity/passwords.h"
#include "loop/task.h"
#include "schema/check.h"

namespace cardea::admin {

class Resource {
 public:
  struct Parts {
    Records& records;
    schema::FindVariant find_variant;
    identity::Passwords& passwords;
    const Clock& clock;
  };
  explicit Resource(Parts parts) : parts_(std::move(parts)) {}

  /// `body`: what POST, PUT and PATCH sent; an empty object otherwise. The target and the call
  /// outlive the task.
  Task<Reply> serve(const Target& target, const Call& call, json::Object body);

 private:
  // The row that a write is about to change, or the place where one will be made.
  struct Place {
    const schema::Entity* entity = nullptr;
    std::optional<Record> existing;
    json::Object fixed;   // members that the path decides
    bool hashed = false;  // `skip_hash=true`: passwords are hashes already
  };
  using Placed = std::expected<Place, Reply>;

  Task<Reply> collection(const Target& target, const Call& call, json::Object body);
  Task<Reply> single(const Target& target, const Call& call, json::Object body);
  Task<Reply> reference(const Target& target, const Call& call, json::Object body);

  Task<Reply> create(const schema::Entity& entity, const Call& call, json::Object body);
  Task<Reply> put(const Target& target, const Call& call, json::Object body);
  Task<Reply> patch(const schema::Entity& entity, Record existing, const Call& call,
                    json::Object body);
  Task<Reply> remove(const schema::Entity& entity, Record existing, const Call& call);

  Task<Found> parent_of(const Target& target);
  Task<Placed> place_of(const Target& target);
  Task<Written> write(const Place& place, schema::Write kind, json::Object body);
  // The row as an answer, with its ETag.
  [[nodiscard]] Reply shown(const schema::Entity& entity, const Record& record, int status) const;
  Task<std::optional<Reply>> judge_scope(const schema::Entity& entity, const json::Object& row);

  Parts parts_;
};

}  // namespace cardea::admin
