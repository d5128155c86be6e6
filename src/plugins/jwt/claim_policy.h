// SPDX-License-Identifier: Apache-2.0
// What one configured jwt plugin asks of a proved token's claims beyond their times, and which of
// them it tells the upstream. Judged at each use, also of a remembered token.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "jose/claim_rules.h"
#include "jose/token.h"
#include "plugin/exchange.h"
#include "plugins/jwt/settings.h"

namespace cardea::plugins::jwt {

/// What is wrong, and by which of the rules: the place of the claim among Settings::claims; unused
/// for faults of the audience.
struct Breach {
  jose::Fault fault = jose::Fault::claim_differs;
  std::size_t rule = 0;
};

/// Immutable.
class ClaimPolicy {
 public:
  explicit ClaimPolicy(const Settings& settings);

  /// The first rule that the token breaks.
  [[nodiscard]] std::optional<Breach> judge(const jose::Token& token) const;

  /// Lets none of the client's own fields through that claims are told in.
  void hide(plugin::Exchange& exchange) const;

  /// Tells the upstream the claims that are meant for it; if one cannot be told, none is.
  [[nodiscard]] std::optional<Breach> tell(const jose::Token& token,
                                           plugin::Exchange& exchange) const;

 private:
  struct Rule {
    jose::ClaimRule claim;
    std::string header;  // empty: not told
  };
  std::vector<std::string> audiences_;
  std::vector<Rule> rules_;
};

}  // namespace cardea::plugins::jwt
