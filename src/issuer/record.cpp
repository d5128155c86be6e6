// SPDX-License-Identifier: Apache-2.0
// The state is never stored but follows from keys and fetches.
#include "issuer/record.h"

#include <utility>

namespace cardea::issuer {

std::string_view name(State state) {
  switch (state) {
    case State::fixed:
      return "fixed";
    case State::waiting:
      return "waiting";
    case State::good:
      return "good";
    case State::failing:
      return "failing";
    case State::unavailable:
      return "unavailable";
  }
  return "";
}

State Record::state() const {
  if (!upkeep) return State::fixed;
  if (upkeep->failures() != 0) return trust->keys ? State::failing : State::unavailable;
  return trust->keys ? State::good : State::waiting;
}

Upkeep::Rules Record::rules() const {
  return {.refresh = std::chrono::seconds(trust->settings.refresh),
          .keep = std::chrono::seconds(trust->settings.keep),
          .spread = spread};
}

void Record::adopt(std::shared_ptr<const jose::KeySet> keys, WallTime now) {
  boost::unordered_flat_map<std::string, WallTime> seen;
  for (const jose::Jwk& key : keys->keys()) {
    const std::string mark = mark_of(key);
    const auto before = first_seen.find(mark);
    seen.emplace(mark, before == first_seen.end() ? now : before->second);
  }
  first_seen = std::move(seen);
  trust =
      std::make_shared<const Trust>(Trust{.settings = trust->settings, .keys = std::move(keys)});
}

}  // namespace cardea::issuer
