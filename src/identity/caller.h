// SPDX-License-Identifier: Apache-2.0
// Who asks, as far as it has been proved: the consumer, the credential that proved it, and the
// consumer's groups.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/consumer.h"

namespace cardea::identity {

/// The ACL groups of one consumer, in the store's order.
struct Groups {
  std::vector<std::string> names;
  std::string joined;  ///< `a, b`: the value of X-Consumer-Groups

  [[nodiscard]] bool contains(std::string_view group) const;
};

/// Empty until a plugin has authenticated the request. Records are shared with the near cache and
/// immutable.
struct Caller {
  std::shared_ptr<const model::Consumer> consumer;
  std::shared_ptr<const Groups> groups;  ///< null: not looked up yet
  std::string_view
      credential;  ///< what X-Credential-Identifier shows; lives as long as the exchange
  bool authenticated = false;  ///< a credential was proved; false for an anonymous consumer

  void reset() { *this = {}; }
};

}  // namespace cardea::identity
