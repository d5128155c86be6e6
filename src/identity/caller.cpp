// SPDX-License-Identifier: Apache-2.0
// Group membership: exact, case-sensitive; consumers have few groups, so the list is searched. Once
// a membership has ended the list is made anew at each use, until the row is removed, which takes
// seconds.
#include "identity/caller.h"

#include <algorithm>
#include <utility>

namespace cardea::identity {

void Groups::add(std::string group) {
  if (!joined.empty()) joined += ", ";
  joined += group;
  names.push_back(std::move(group));
}

bool Groups::contains(std::string_view group) const {
  return std::ranges::find(names, group) != names.end();
}

void Grants::add(std::string group, Lifetime lifetime) {
  all_.add(std::move(group));
  lifetimes_.push_back(lifetime);
  first_ = std::min(first_, lifetime);
}

std::shared_ptr<const Groups> Grants::at(std::shared_ptr<const Grants> grants, WallTime now) {
  const Groups& all = grants->all_;
  if (!grants->first_.is_over(now)) return {std::move(grants), &all};
  auto left = std::make_shared<Groups>();
  for (std::size_t i = 0; i < all.names.size(); ++i) {
    if (!grants->lifetimes_[i].is_over(now)) left->add(all.names[i]);
  }
  return left;
}

std::size_t Grants::footprint() const {
  std::size_t bytes = sizeof(Grants) + all_.joined.size() + lifetimes_.size() * sizeof(Lifetime);
  for (const auto& name : all_.names) bytes += sizeof(std::string) + name.size();
  return bytes;
}

}  // namespace cardea::identity
