// SPDX-License-Identifier: Apache-2.0
// Decides by groups (kong-proxy 2.2). No plugin brings groups of its own yet, so the consumer's are
// what counts.
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
  plugin::Verdict decide(plugin::Exchange& exchange,
                         std::shared_ptr<const identity::Groups> groups) const;

  Settings settings_;
};

}  // namespace cardea::plugins::acl
