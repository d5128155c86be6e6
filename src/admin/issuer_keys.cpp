// SPDX-License-Identifier: Apache-2.0
// The row is looked up first, so that names and errors are those of `/issuers/{issuer}`.
#include "admin/issuer_keys.h"

#include "model/issuer.h"

namespace cardea::admin {

std::optional<std::string> IssuerKeys::find(const std::vector<std::string>& path) {
  if (path.size() != 3 || path[0] != "issuers" || path[2] != "keys") return std::nullopt;
  return path[1];
}

Task<Reply> IssuerKeys::serve(std::string issuer) const {
  const schema::Entity& entity = model::Issuer::entity();
  const auto found = co_await records_.find(entity, std::move(issuer));
  if (!found) co_return found.error();
  if (!*found) co_return not_found();
  auto keys = issuers_.describe((*found)->row.at("id").as_string());
  if (!keys) co_return not_found();
  co_return ok(*std::move(keys));
}

}  // namespace cardea::admin
