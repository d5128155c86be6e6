// SPDX-License-Identifier: Apache-2.0
// Who asks, as far as it has been proved: the consumer, the credential that proved it, and the
// consumer's groups.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/lifetime.h"
#include "model/consumer.h"

namespace cardea::identity {

/// The ACL groups of one consumer, in the store's order.
struct Groups {
  std::vector<std::string> names;
  std::string joined;  ///< `a, b`: the value of X-Consumer-Groups

  void add(std::string group);
  [[nodiscard]] bool contains(std::string_view group) const;
};

/// The groups of a consumer as the store has them, each with the end of its membership. Only those
/// that count at a given moment can be had from it, so that no membership outlives its end.
class Grants {
 public:
  void add(std::string group, Lifetime lifetime);

  /// What counts at `now`, in the store's order; never null. It is part of the grants themselves as
  /// long as none of them has ended.
  static std::shared_ptr<const Groups> at(std::shared_ptr<const Grants> grants, WallTime now);

  /// What this holds in memory, roughly.
  [[nodiscard]] std::size_t footprint() const;

 private:
  Groups all_;
  std::vector<Lifetime> lifetimes_;  // of each name in `all_`
  Lifetime first_;                   // the one that ends first
};

/// Empty until a plugin has authenticated the request. Records are shared with the near cache and
/// immutable.
struct Caller {
  std::shared_ptr<const model::Consumer> consumer;
  std::shared_ptr<const Groups> groups;  ///< null: not looked up yet
  /// Groups that the credential itself names (a token's claim), for acl to judge; null: none.
  std::shared_ptr<const Groups> authenticated_groups;
  std::string_view
      credential;  ///< what X-Credential-Identifier shows; lives as long as the exchange
  bool authenticated = false;  ///< a credential was proved; false for an anonymous consumer

  void reset() { *this = {}; }
};

}  // namespace cardea::identity
