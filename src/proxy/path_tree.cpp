// SPDX-License-Identifier: Apache-2.0
// A node that only this tree holds is changed in place, one that another tree shares is copied
// first.
#include "proxy/path_tree.h"

#include <algorithm>

namespace cardea::proxy {

struct PathTree::Node {
  std::string label;                  // the bytes from the parent to here
  RouteRules rules;                   // whose prefix ends here, best first
  std::vector<NodePointer> children;  // by the first byte of their labels
};

namespace {

std::size_t common_length(std::string_view a, std::string_view b) {
  const auto [left, right] = std::ranges::mismatch(a, b);
  return static_cast<std::size_t>(left - a.begin());
}

// Where the child that begins with `byte` is, or would be.
template <class Children>
auto place_of(Children& children, char byte) {
  return std::ranges::lower_bound(
      children, static_cast<unsigned char>(byte), {},
      [](const auto& child) { return static_cast<unsigned char>(child->label.front()); });
}

}  // namespace

PathTree::Node& PathTree::own(NodePointer& node) {
  if (node.use_count() > 1) node = std::make_shared<Node>(*node);
  return *node;
}

void PathTree::insert(std::shared_ptr<const RouteRule> rule) {
  if (!root_) root_ = std::make_shared<Node>();
  const std::string_view prefix = rule->prefix;
  insert_at(root_, prefix, std::move(rule));
}

void PathTree::insert_at(NodePointer& node, std::string_view rest,
                         std::shared_ptr<const RouteRule> rule) {
  Node& here = own(node);
  if (rest.empty()) {
    insert_by_rank(here.rules, std::move(rule));
    return;
  }
  const auto at = place_of(here.children, rest.front());
  if (at == here.children.end() || (*at)->label.front() != rest.front()) {
    auto leaf = std::make_shared<Node>();
    leaf->label = std::string(rest);
    leaf->rules.push_back(std::move(rule));
    here.children.insert(at, std::move(leaf));
    return;
  }
  const std::size_t common = common_length((*at)->label, rest);
  if (common < (*at)->label.size()) {
    // Part the child: a new node for what is common, the child below it.
    auto middle = std::make_shared<Node>();
    middle->label = (*at)->label.substr(0, common);
    Node& child = own(*at);
    child.label.erase(0, common);
    middle->children.push_back(std::move(*at));
    *at = std::move(middle);
  }
  insert_at(*at, rest.substr(common), std::move(rule));
}

void PathTree::remove(std::string_view prefix, std::string_view route_id) {
  if (root_ && remove_at(root_, prefix, route_id)) root_.reset();
}

// Whether the node is empty afterwards, so that the parent drops it.
bool PathTree::remove_at(NodePointer& node, std::string_view rest, std::string_view route_id) {
  Node& here = own(node);
  if (rest.empty()) {
    std::erase_if(here.rules, [&](const auto& rule) { return rule->route->id == route_id; });
  } else {
    const auto at = place_of(here.children, rest.front());
    const bool found = at != here.children.end() && rest.starts_with((*at)->label);
    if (found && remove_at(*at, rest.substr((*at)->label.size()), route_id))
      here.children.erase(at);
  }
  return here.rules.empty() && here.children.empty();
}

void PathTree::find(const Asked& asked, const RouteRule*& best) const {
  const Node* node = root_.get();
  std::string_view rest = asked.path;
  while (node != nullptr) {
    find_by_rank(node->rules, asked, best);
    if (rest.empty()) return;
    const auto at = place_of(node->children, rest.front());
    if (at == node->children.end() || !rest.starts_with((*at)->label)) return;
    rest.remove_prefix((*at)->label.size());
    node = at->get();
  }
}

void insert_by_rank(RouteRules& rules, std::shared_ptr<const RouteRule> rule) {
  const auto at = std::ranges::upper_bound(rules, rule->rank(), std::greater<>(),
                                           [](const auto& one) { return one->rank(); });
  rules.insert(at, std::move(rule));
}

void find_by_rank(const RouteRules& rules, const Asked& asked, const RouteRule*& best) {
  for (const auto& rule : rules) {
    if (best != nullptr && rule->rank() <= best->rank()) return;
    if (!rule->fits(asked)) continue;
    best = rule.get();
    return;
  }
}

}  // namespace cardea::proxy
