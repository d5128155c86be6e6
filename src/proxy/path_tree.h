// SPDX-License-Identifier: Apache-2.0
// A radix tree over path prefixes: a look-up walks down the path once and sees every rule whose
// prefix it passes. Trees share nodes: a changed copy costs the nodes on the way to the change, so
// that ten thousand routes need not be built again for one.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/route_rule.h"

namespace cardea::proxy {

/// Changes are made by one thread before the tree is published; afterwards it is only read. Copying
/// a tree is cheap and shares everything.
class PathTree {
 public:
  void insert(std::shared_ptr<const RouteRule> rule);
  /// Takes out every rule of this route that stands at this prefix.
  void remove(std::string_view prefix, std::string_view route_id);

  /// The best rule for this path that is better than `best` already: replaces it.
  void find(const Asked& asked, const RouteRule*& best) const;

  [[nodiscard]] bool empty() const { return root_ == nullptr; }

 private:
  struct Node;
  using NodePointer = std::shared_ptr<Node>;

  static Node& own(NodePointer& node);
  static void insert_at(NodePointer& node, std::string_view rest,
                        std::shared_ptr<const RouteRule> rule);
  static bool remove_at(NodePointer& node, std::string_view rest, std::string_view route_id);

  NodePointer root_;
};

/// Puts a rule into a list that is kept best first.
void insert_by_rank(RouteRules& rules, std::shared_ptr<const RouteRule> rule);
/// The first rule of such a list that fits and is better than `best`: replaces it.
void find_by_rank(const RouteRules& rules, const Asked& asked, const RouteRule*& best);

}  // namespace cardea::proxy
