// SPDX-License-Identifier: Apache-2.0
// Kong's eight levels, from the strongest: route+service+consumer, route+consumer, service+consumer
// (a link's by_consumer_), route+service (bound_, twice), consumer (everywhere), route, service
// (bound_), nothing (everywhere).
#include "plugin/chain.h"

#include <algorithm>
#include <utility>

namespace cardea::plugin {
namespace {

bool fits(const std::optional<std::string>& wanted, std::string_view present) {
  return !wanted || *wanted == present;
}

bool is_bound(const Configured& one) {
  return one.route || one.service;
}

// Among those for one consumer, or for everybody: both, the route, the service, neither.
int specificity(const Configured& one) {
  return (one.route ? 2 : 0) + (one.service ? 1 : 0);
}

// Rows of equal rank cannot exist; if they do, all nodes choose the same.
bool is_before(const ConfiguredPointer& one, const ConfiguredPointer& other) {
  const int first = specificity(*one);
  const int second = specificity(*other);
  return first != second ? first > second : one->id < other->id;
}

void insert(Ranked& into, const ConfiguredPointer& one) {
  into.insert(std::ranges::upper_bound(into, one, is_before), one);
}

bool is_bound_twice(const Configured& one) {
  return one.route && one.service;
}

}  // namespace

void ByConsumer::add(const ConfiguredPointer& one) {
  insert(all_[*one->consumer], one);
}

std::span<const ConfiguredPointer> ByConsumer::find(std::string_view consumer) const {
  if (consumer.empty() || all_.empty()) return {};
  const auto at = all_.find(consumer);
  if (at == all_.end()) return {};
  return at->second;
}

std::shared_ptr<const Everywhere> Everywhere::make(std::span<const ConfiguredPointer> all) {
  auto made = std::make_shared<Everywhere>();
  for (const ConfiguredPointer& one : all) {
    if (is_bound(*one)) continue;
    Kind& kind = made->kinds_[one->order];
    kind.responds = kind.responds || one->responds;
    if (one->consumer) {
      kind.by_consumer.add(one);
    } else {
      insert(kind.everybody, one);
    }
  }
  return made;
}

Chain Chain::make(std::shared_ptr<const Everywhere> everywhere,
                  std::span<const ConfiguredPointer> bound, std::string_view route,
                  std::string_view service) {
  Chain chain;
  std::map<std::size_t, Link> by_order;
  for (const auto& [order, kind] : everywhere->kinds_) {
    by_order[order].everywhere_ = &kind;
    chain.responds_ = chain.responds_ || kind.responds;
  }
  for (const ConfiguredPointer& one : bound) {
    if (!is_bound(*one) || !fits(one->route, route) || !fits(one->service, service)) continue;
    Link& link = by_order[one->order];
    chain.responds_ = chain.responds_ || one->responds;
    if (one->consumer) {
      link.by_consumer_.add(one);
    } else {
      insert(link.bound_, one);
      link.bound_twice_ = is_bound_twice(*link.bound_.front());
    }
  }
  for (auto& [order, link] : by_order) chain.links_.push_back(std::move(link));
  chain.everywhere_ = std::move(everywhere);
  return chain;
}

const Configured* Chain::Link::choose(std::string_view consumer) const {
  const auto own = by_consumer_.find(consumer);
  if (!own.empty()) return own.front().get();
  if (bound_twice_ || everywhere_ == nullptr) {
    return bound_.empty() ? nullptr : bound_.front().get();
  }
  const auto own_everywhere = everywhere_->by_consumer.find(consumer);
  if (!own_everywhere.empty()) return own_everywhere.front().get();
  if (!bound_.empty()) return bound_.front().get();
  return everywhere_->everybody.empty() ? nullptr : everywhere_->everybody.front().get();
}

std::vector<const Configured*> Chain::Link::fitting(std::string_view consumer) const {
  std::vector<const Configured*> all;
  const auto add = [&all](std::span<const ConfiguredPointer> some) {
    for (const ConfiguredPointer& one : some) all.push_back(one.get());
  };
  const std::span<const ConfiguredPointer> bound = bound_;
  const std::size_t first = bound_twice_ ? 1 : 0;
  add(by_consumer_.find(consumer));
  add(bound.first(first));
  if (everywhere_ != nullptr) add(everywhere_->by_consumer.find(consumer));
  add(bound.subspan(first));
  if (everywhere_ != nullptr) add(everywhere_->everybody);
  return all;
}

}  // namespace cardea::plugin
