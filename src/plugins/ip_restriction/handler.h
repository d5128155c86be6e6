// SPDX-License-Identifier: Apache-2.0
// Judges the client's address as far as trusted proxies are believed (`trusted_ips`): first by
// those that are denied, then by those that are allowed.
#pragma once

#include <string>

#include "net/address.h"
#include "plugin/handler.h"
#include "plugins/ip_restriction/settings.h"

namespace cardea::plugins::ip_restriction {

/// The settings in the form in which they are obeyed.
struct Rules {
  /// Fails where a text is no block of addresses.
  static Result<Rules> make(const Settings& settings);

  net::CidrSet allow;  ///< empty: everybody
  net::CidrSet deny;
  std::uint16_t status = 403;
  std::string message;  ///< empty: the standard one
};

class IpRestrictionHandler final : public plugin::Handler {
 public:
  explicit IpRestrictionHandler(Rules rules) : rules_(std::move(rules)) {}

  plugin::Step on_request(plugin::Exchange& exchange) const override;

 private:
  [[nodiscard]] plugin::Verdict refuse(plugin::Exchange& exchange, std::string_view reason) const;

  Rules rules_;
};

}  // namespace cardea::plugins::ip_restriction
