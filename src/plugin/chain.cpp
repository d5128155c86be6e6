// SPDX-License-Identifier: Apache-2.0
// Kong's eight levels of specificity, from route+service+consumer down to global, as one number.
#include "plugin/chain.h"

#include <algorithm>
#include <map>

namespace cardea::plugin {
namespace {

bool fits(const std::optional<std::string>& wanted, std::string_view present) {
  return !wanted || *wanted == present;
}

// Higher is more specific: r+s+c, r+c, s+c, r+s, c, r, s, none (kong-proxy 6.2).
int specificity(const Configured& one) {
  const int named = (one.route ? 1 : 0) + (one.service ? 1 : 0) + (one.consumer ? 1 : 0);
  return named * 8 + (one.consumer ? 4 : 0) + (one.route ? 2 : 0) + (one.service ? 1 : 0);
}

}  // namespace

Chain Chain::make(std::span<const std::shared_ptr<const Configured>> all, std::string_view route,
                  std::string_view service) {
  std::map<std::size_t, Link> by_order;
  Chain chain;
  for (const auto& one : all) {
    if (fits(one->route, route) && fits(one->service, service)) {
      by_order[one->order].candidates_.push_back(one);
      chain.responds_ = chain.responds_ || one->responds;
    }
  }
  for (auto& [order, link] : by_order) {
    std::ranges::sort(link.candidates_, [](const auto& a, const auto& b) {
      const int first = specificity(*a);
      const int second = specificity(*b);
      return first != second ? first > second : a->id < b->id;
    });
    chain.links_.push_back(std::move(link));
  }
  return chain;
}

const Configured* Chain::Link::choose(std::string_view consumer) const {
  for (const auto& one : candidates_) {
    if (!one->consumer || *one->consumer == consumer) return one.get();
  }
  return nullptr;
}

}  // namespace cardea::plugin
