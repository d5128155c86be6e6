// SPDX-License-Identifier: Apache-2.0
// Pages of a collection (kong-admin 1.6): ascending by id, `offset` opaque and absent on the last
// page, `next` relative.
#pragma once

#include <optional>
#include <string>

#include "admin/records.h"
#include "admin/reply.h"
#include "admin/target.h"

namespace cardea::admin {

/// One list request. Everything it refers to outlives the task.
struct Listing {
  Records& records;
  const Target& target;
  const Call& call;
  WallTime now;

  /// `parent`: the id of the row around a nested collection.
  Task<Reply> answer(std::optional<std::string> parent) const;

 private:
  [[nodiscard]] std::expected<store::List, Reply> question(
      const std::optional<std::string>& parent) const;
  [[nodiscard]] std::string next_link(std::string_view offset, bool nested) const;
  Task<std::optional<Reply>> by_custom_id() const;
};

}  // namespace cardea::admin
