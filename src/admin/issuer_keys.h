// SPDX-License-Identifier: Apache-2.0
// `GET /issuers/{issuer}/keys`: by which keys this node checks an issuer's tokens, how old they
// are, and what went wrong when they were fetched last. A page of the node, not a row: nodes may
// differ for a moment.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "admin/records.h"
#include "admin/reply.h"
#include "issuer/registry.h"
#include "loop/task.h"

namespace cardea::admin {

class IssuerKeys {
 public:
  /// Both outlive it.
  IssuerKeys(Records& records, const issuer::Registry& issuers)
      : records_(records), issuers_(issuers) {}

  /// The issuer (id or name) whose keys the path names; nothing when it is another path.
  static std::optional<std::string> find(const std::vector<std::string>& path);

  Task<Reply> serve(std::string issuer) const;

 private:
  Records& records_;
  const issuer::Registry& issuers_;
};

}  // namespace cardea::admin
