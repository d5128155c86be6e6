// SPDX-License-Identifier: Apache-2.0
// All times follow from the beginnings of fetches: an answer says what was true when it was asked
// for, not when it came.
#include "issuer/upkeep.h"

#include <algorithm>

namespace cardea::issuer {
namespace {

constexpr Duration first_retry = std::chrono::seconds(1);
constexpr unsigned most_doublings = 6;

}  // namespace

void Upkeep::change(const Rules& rules, BootTime now) {
  rules_ = rules;
  due_ = std::min(due_, now + rules.refresh);
}

bool Upkeep::want(BootTime now) {
  if (fetching_) {
    wanted_ = true;
    return false;
  }
  const BootTime earliest = ever_begun_ ? std::max(now, begun_ + pause) : now;
  if (due_ <= earliest) return false;
  due_ = earliest;
  return true;
}

void Upkeep::begin(BootTime now) {
  begun_ = now;
  ever_begun_ = true;
  fetching_ = true;
  wanted_ = false;
}

void Upkeep::succeed(BootTime now, std::optional<Duration> fresh_for) {
  fetching_ = false;
  usable_ = true;
  failures_ = 0;
  good_ = begun_;
  const Duration least = std::min(least_refresh, rules_.refresh);
  const Duration wait = std::clamp(fresh_for.value_or(rules_.refresh), least, rules_.refresh);
  const auto earlier =
      Duration(static_cast<Duration::rep>(static_cast<double>(wait.count()) * rules_.spread / 10));
  due_ = begun_ + (wait - earlier);
  if (wanted_) want(now);
  wanted_ = false;
}

void Upkeep::fail(BootTime now) {
  fetching_ = false;
  ++failures_;
  failed_ = begun_;
  failed_at_ = now;
  due_ = std::max(now + retry(), begun_ + pause);
  if (wanted_) want(now);
  wanted_ = false;
}

Duration Upkeep::retry() const {
  const Duration doubled = first_retry * (1U << std::min(failures_ - 1, most_doublings));
  return std::min({doubled, longest_retry, rules_.refresh});
}

std::optional<BootTime> Upkeep::usable_until() const {
  if (!usable_) return std::nullopt;
  return *good_ + rules_.keep;
}

bool Upkeep::expire(BootTime now) {
  const auto until = usable_until();
  if (!until || now < *until) return false;
  usable_ = false;
  return true;
}

}  // namespace cardea::issuer
