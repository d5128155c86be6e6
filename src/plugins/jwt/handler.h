// SPDX-License-Identifier: Apache-2.0
// Lets requests with a good token through, as the consumer whose credential it is. A token seen
// before costs a look-up: its signature is not checked again, everything else is judged anew.
#pragma once

#include <memory>

#include "identity/token_memory.h"
#include "jose/claims.h"
#include "plugin/handler.h"
#include "plugin/type.h"
#include "plugins/jwt/denials.h"
#include "plugins/jwt/known.h"
#include "plugins/jwt/locate.h"
#include "plugins/jwt/settings.h"

namespace cardea::plugins::jwt {

class JwtHandler final : public plugin::Handler {
 public:
  JwtHandler(Settings settings, const plugin::Wiring& wiring);

  plugin::Step on_request(plugin::Exchange& exchange) const override;

 private:
  plugin::Step first_sight(plugin::Exchange& exchange, std::string_view text) const;
  Task<plugin::Verdict> ask_credential(plugin::Exchange& exchange,
                                       std::shared_ptr<ProvedToken> candidate,
                                       identity::Derived from) const;
  plugin::Step verify(plugin::Exchange& exchange, std::shared_ptr<ProvedToken> candidate,
                      identity::Derived from) const;
  plugin::Step admit(plugin::Exchange& exchange, const ProvedToken& proved) const;
  Task<plugin::Verdict> ask_consumer(plugin::Exchange& exchange, std::string consumer,
                                     std::string_view key) const;
  plugin::Step welcome(plugin::Exchange& exchange, std::shared_ptr<const model::Consumer> consumer,
                       std::string_view key) const;

  plugin::Step deny(plugin::Exchange& exchange, const plugin::Answer& answer) const;
  Task<plugin::Verdict> ask_anonymous(plugin::Exchange& exchange) const;
  plugin::Verdict stand_in(plugin::Exchange& exchange,
                           std::shared_ptr<const model::Consumer> consumer) const;
  [[nodiscard]] identity::Source<model::Consumer> anonymous_source() const;

  Settings settings_;
  jose::TimeRules times_;
  Denials denials_;
  std::uint64_t scope_;  // what of the settings a signature check depends on
};

}  // namespace cardea::plugins::jwt
