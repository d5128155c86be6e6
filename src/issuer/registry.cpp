// SPDX-License-Identifier: Apache-2.0
// What requests and the fetcher do. Keys are swapped first and the generation is bumped afterwards:
// who reads the generation before it asks for the issuer cannot remember old keys under a new one.
#include "issuer/registry.h"

#include <algorithm>
#include <utility>

#include "issuer/report.h"

namespace cardea::issuer {
namespace {

cluster::Kind issuers_by_issuer() {
  static const auto kind = cluster::kind_of(model::Issuer::entity().name(), "issuer");
  return kind;
}

}  // namespace

std::uint64_t generation_key(std::string_view issuer) {
  return cluster::hash_key(issuers_by_issuer(), issuer);
}

void Registry::revoke(const std::string& issuer) {
  parts_.cache.evict(issuers_by_issuer(), issuer);
}

Registry::Pointer Registry::find_record(std::string_view issuer) const {
  const auto at = by_issuer_.find(std::string(issuer));
  return at == by_issuer_.end() ? nullptr : at->second;
}

std::shared_ptr<const Trust> Registry::find(std::string_view issuer) const {
  const std::scoped_lock lock(mutex_);
  const Pointer record = find_record(issuer);
  return record ? record->trust : nullptr;
}

Registry::Wish Registry::wish(std::shared_ptr<const Trust> seen, std::uint64_t client) const {
  return {.seen = std::move(seen),
          .client = client,
          .since = parts_.clock.boot(),
          .deadline = loop::Deadline::in(most_patience)};
}

Renewal Registry::unable(const Record& record, std::string_view why) const {
  Renewal renewal{.outcome = Renewal::Outcome::unable};
  renewal.problem = why.empty() ? record.problem : std::string(why);
  const Duration wait =
      record.upkeep ? record.upkeep->due() - parts_.clock.boot() : Duration::zero();
  renewal.retry_after = std::max<Duration>(wait, std::chrono::seconds(1));
  return renewal;
}

// The answer, if there is one without waiting.
std::optional<Renewal> Registry::judge(const Pointer& record, const Wish& wish) {
  if (!record) return Renewal{.outcome = Renewal::Outcome::changed};
  if (record->trust != wish.seen) {
    return Renewal{.outcome = Renewal::Outcome::changed, .trust = record->trust};
  }
  if (!record->upkeep) return record->trust->keys ? Renewal{} : unable(*record, {});
  Upkeep& upkeep = *record->upkeep;
  if (wish.seen->keys && upkeep.good_since() && *upkeep.good_since() >= wish.since) {
    return Renewal{};
  }
  if (upkeep.want(parts_.clock.boot())) woken_.set();
  const bool asked_in_vain = upkeep.failures() != 0 && !upkeep.is_fetching();
  if (asked_in_vain) return unable(*record, {});
  return std::nullopt;
}

Task<Renewal> Registry::renewed(Wish wish) {
  std::unique_ptr<WaitingRoom::Place> place;
  for (;;) {
    std::shared_ptr<loop::Event> landed;
    {
      const std::scoped_lock lock(mutex_);
      const Pointer record = find_record(wish.seen->settings.issuer);
      auto known = judge(record, wish);
      if (!known && !place) place = record->room->enter(wish.client);
      if (!known && !place) known = unable(*record, "too many requests wait for the issuer's keys");
      if (!known && wish.deadline.passed())
        known = unable(*record, "the issuer did not answer in time");
      if (known) co_return *std::move(known);
      landed = record->landed;
    }
    const loop::Deadline deadline = wish.deadline;
    co_await landed->wait(deadline);
  }
}

std::vector<Registry::Job> Registry::take_due(std::size_t most) {
  std::vector<Job> jobs;
  const BootTime now = parts_.clock.boot();
  const std::scoped_lock lock(mutex_);
  for (const auto& [id, record] : by_id_) {
    if (jobs.size() == most) break;
    if (!record->upkeep || record->upkeep->is_fetching() || record->upkeep->due() > now) continue;
    record->upkeep->begin(now);
    auto question = KeyQuestion::about(record->trust->settings);
    if (record->trust->keys) {
      question.known_url = record->url;
      question.known_etag = record->etag;
    }
    jobs.push_back({record, std::move(question)});
  }
  return jobs;
}

void Registry::land_keys(Record& record, KeyAnswer answer) {
  const BootTime now = parts_.clock.boot();
  record.upkeep->succeed(now, answer.fresh_for);
  record.confirmed = parts_.clock.wall();
  record.problem.clear();
  record.url = std::move(answer.url);
  record.etag = std::move(answer.etag);
  const auto& before = record.trust->keys;
  const bool same = answer.keys == nullptr || (before && before->same_keys(*answer.keys));
  (same ? record.meters.unchanged : record.meters.changed)->add();
  if (same && before) return;
  report_keys(record, *answer.keys);
  record.adopt(std::move(answer.keys), *record.confirmed);
}

void Registry::land(const std::shared_ptr<Record>& record, Result<KeyAnswer> answer) {
  std::shared_ptr<loop::Event> landed;
  bool changed = false;
  {
    const std::scoped_lock lock(mutex_);
    if (find_record(record->issuer()) != record) return;
    const auto before = record->trust;
    if (answer && (answer->keys || before->keys)) {
      land_keys(*record, *std::move(answer));
    } else {
      record->upkeep->fail(parts_.clock.boot());
      record->problem = answer ? "answered 304 although nothing is known" : answer.error().detail;
      record->problem_at = parts_.clock.wall();
      record->meters.failed->add();
    }
    changed = record->trust != before;
    landed = std::exchange(record->landed, std::make_shared<loop::Event>());
    report_state(*record);
  }
  if (changed) revoke(record->issuer());
  landed->set();
  woken_.set();
}

void Registry::expire() {
  std::vector<std::string> given_up;
  {
    const BootTime now = parts_.clock.boot();
    const std::scoped_lock lock(mutex_);
    for (const auto& [id, record] : by_id_) {
      if (!record->upkeep || !record->upkeep->expire(now)) continue;
      record->trust = std::make_shared<const Trust>(
          Trust{.settings = record->trust->settings, .keys = nullptr});
      given_up.push_back(record->issuer());
      report_state(*record);
    }
  }
  for (const std::string& issuer : given_up) revoke(issuer);
}

std::optional<BootTime> Registry::next(bool room) const {
  std::optional<BootTime> soonest;
  const auto consider = [&](BootTime at) { soonest = std::min(soonest.value_or(at), at); };
  const std::scoped_lock lock(mutex_);
  for (const auto& [id, record] : by_id_) {
    if (!record->upkeep) continue;
    if (room && !record->upkeep->is_fetching()) consider(record->upkeep->due());
    if (const auto until = record->upkeep->usable_until()) consider(*until);
  }
  return soonest;
}

std::size_t Registry::count(State state) const {
  const std::scoped_lock lock(mutex_);
  return static_cast<std::size_t>(std::ranges::count_if(
      by_id_, [state](const auto& one) { return one.second->state() == state; }));
}

}  // namespace cardea::issuer
