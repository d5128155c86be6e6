// SPDX-License-Identifier: Apache-2.0
// Decides by groups (kong-proxy 2.2): the consumer's own, or those that its credential brought (a
// token's claim) where there is no consumer or the settings prefer them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "identity/caller.h"
#include "plugin/handler.h"
#include "plugins/acl/settings.h"

namespace cardea::plugins::acl {

class AclHandler final : public plugin::Handler {
 public:
  explicit AclHandler(Settings settings) : settings_(std::move(settings)) {}

  plugin::Step on_request(plugin::Exchange& exchange) const override;

 private:
  Task<plugin::Verdict> ask_groups(plugin::Exchange& exchange, std::string consumer) const;
  // By the credential's groups (`brought`) or the consumer's.
  plugin::Verdict decide(plugin::Exchange& exchange, std::shared_ptr<const identity::Groups> groups,
                         bool brought) const;

  Settings settings_;
};

}  // namespace cardea::plugins::acl
