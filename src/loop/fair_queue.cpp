// SPDX-License-Identifier: Apache-2.0
// A lane exists while it has jobs. One that comes (back) starts at the present virtual time: it has
// neither credit for the time when it asked nothing, nor does it wait for others to catch up. Only
// its bucket is remembered until it has run dry.
#include "loop/fair_queue.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace cardea::loop {
namespace {

// A job costs something, or a lane of jobs too short to measure would be served for ever.
constexpr Duration least_cost = std::chrono::microseconds(1);

// The weight of the latest job in the average is one in this many.
constexpr int memory = 16;

// Buckets remembered: some 20,000. One that is forgotten early is only full again too soon.
constexpr std::size_t bucket_memory = std::size_t{2} << 20U;
constexpr std::size_t bucket_bytes = 96;

}  // namespace

FairQueue::FairQueue(Limits limits) : limits_(limits), buckets_(bucket_memory) {}

bool FairQueue::has_room(Lane lane) const {
  if (size_ >= limits_.jobs) return false;
  if (limits_.lane_share <= 0) return true;
  const auto at = lanes_.find(lane);
  if (at == lanes_.end()) return true;
  const auto left = static_cast<double>(limits_.jobs - size_);
  return static_cast<double>(at->second->jobs.size()) < limits_.lane_share * left;
}

Duration FairQueue::full_at(Lane lane) {
  const Duration* const at = buckets_.find(lane);
  return at == nullptr ? Duration::min() / 2 : *at;
}

// A leaky bucket in the form of GCRA: one point in time says how full it is.
void FairQueue::charge(Lane lane, Duration cost, Duration now) {
  if (limits_.prompt_share >= 1) return;
  const auto slow = Duration(
      std::llround(static_cast<double>(cost.count()) / std::max(limits_.prompt_share, 1e-6)));
  buckets_.put(lane, std::max(full_at(lane), now) + slow, bucket_bytes);
}

// Puts a lane where it belongs in the three sets.
void FairQueue::arrange(Waiting& lane, Duration now) {
  const auto burst = Duration(std::llround(static_cast<double>(limits_.prompt_burst.count()) /
                                           std::max(limits_.prompt_share, 1e-6)));
  lane.prompt_at = full_at(lane.lane) - burst;
  lane.is_prompt = lane.prompt_at <= now;
  order_.insert(&lane);
  if (lane.is_prompt) {
    prompt_.insert(&lane);
  } else {
    late_.insert(&lane);
  }
}

void FairQueue::remove(Waiting& lane) {
  order_.erase(&lane);
  if (lane.is_prompt) {
    prompt_.erase(&lane);
  } else {
    late_.erase(&lane);
  }
}

bool FairQueue::push(Lane lane, Job job, Duration now) {
  auto& place = lanes_[lane];
  if (!place) {
    place = std::make_unique<Waiting>();
    place->lane = lane;
    place->served = now_;
    place->entry = ++entries_;
    arrange(*place, now);
  }
  place->jobs.push_back(std::move(job));
  ++size_;
  return place->prompt_at <= now;
}

FairQueue::Turn FairQueue::take(Waiting& lane, Duration now) {
  remove(lane);
  now_ = std::max(now_, lane.served);
  Turn turn{lane.lane, std::max(usual_, least_cost), std::move(lane.jobs.front())};
  lane.jobs.pop_front();
  --size_;
  charge(turn.lane, turn.expected, now);
  if (lane.jobs.empty()) {
    lanes_.erase(turn.lane);
  } else {
    lane.served += turn.expected;
    arrange(lane, now);
  }
  return turn;
}

FairQueue::Turn FairQueue::pop(Duration now) {
  return take(**order_.begin(), now);
}

// Lanes whose bucket has leaked enough meanwhile.
void FairQueue::promote(Duration now) {
  while (!late_.empty() && (*late_.begin())->prompt_at <= now) {
    Waiting* const lane = *late_.begin();
    late_.erase(late_.begin());
    lane->is_prompt = true;
    prompt_.insert(lane);
  }
}

std::optional<FairQueue::Turn> FairQueue::pop_prompt(Duration now) {
  promote(now);
  if (prompt_.empty()) return std::nullopt;
  return take(**prompt_.begin(), now);
}

std::optional<Duration> FairQueue::next_prompt() const {
  if (!prompt_.empty()) return (*prompt_.begin())->prompt_at;
  if (!late_.empty()) return (*late_.begin())->prompt_at;
  return std::nullopt;
}

void FairQueue::settle(const Turn& turn, Duration cost, Duration now) {
  cost = std::max(cost, least_cost);
  usual_ += (cost - usual_) / memory;
  const Duration more = cost - turn.expected;
  charge(turn.lane, more, now);
  const auto at = lanes_.find(turn.lane);
  if (at == lanes_.end()) return;
  Waiting& lane = *at->second;
  remove(lane);
  lane.served = std::max(lane.served + more, now_);
  arrange(lane, now);
}

std::vector<FairQueue::Job> FairQueue::take_all() {
  std::vector<Job> all;
  all.reserve(size_);
  for (Waiting* const lane : order_) {
    std::ranges::move(lane->jobs, std::back_inserter(all));
  }
  order_.clear();
  prompt_.clear();
  late_.clear();
  lanes_.clear();
  size_ = 0;
  return all;
}

}  // namespace cardea::loop
