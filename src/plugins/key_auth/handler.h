// SPDX-License-Identifier: Apache-2.0
// Lets requests with a known key through, as the consumer whose key it is.
#pragma once

#include "plugin/authenticator.h"
#include "plugin/type.h"
#include "plugins/key_auth/denials.h"
#include "plugins/key_auth/known.h"
#include "plugins/key_auth/locate.h"
#include "plugins/key_auth/settings.h"
#include "store/hash_key.h"

namespace cardea::plugins::key_auth {

class KeyAuthHandler final : public plugin::Authenticator {
 public:
  KeyAuthHandler(Settings settings, const plugin::Wiring& wiring);

 protected:
  void prepare(plugin::Exchange& exchange) const override;
  plugin::Step authenticate(plugin::Exchange& exchange) const override;
  const plugin::Answer& no_consumer(plugin::Exchange& exchange,
                                    std::string_view credential) const override;
  const plugin::Answer& credential_expired(plugin::Exchange& exchange) const override;

 private:
  Task<plugin::Verdict> look_into_body(plugin::Exchange& exchange, BodyKind kind) const;
  plugin::Step judge(plugin::Exchange& exchange, const Finding& finding) const;
  plugin::Step look_up(plugin::Exchange& exchange, std::string_view key) const;
  Task<plugin::Verdict> ask_credential(plugin::Exchange& exchange, std::string_view hash) const;
  // `hash` is in the arena.
  plugin::Step welcome(plugin::Exchange& exchange, std::string_view hash,
                       const KnownKey* known) const;

  Settings settings_;
  Denials denials_;
  store::ValueHash hash_;
};

}  // namespace cardea::plugins::key_auth
