// SPDX-License-Identifier: Apache-2.0
// A lane exists while it has jobs. One that comes (back) starts at the present virtual time: it has
// neither credit for the time when it asked nothing, nor does it wait for others to catch up.
#include "loop/fair_queue.h"

#include <algorithm>
#include <utility>

namespace cardea::loop {
namespace {

// A job costs something, or a lane of jobs too short to measure would be served for ever.
constexpr Duration least_cost = std::chrono::microseconds(1);

// The weight of the latest job in the average is one in this many.
constexpr int memory = 16;

}  // namespace

bool FairQueue::has_room(Lane lane) const {
  if (size_ >= limits_.jobs) return false;
  if (limits_.lane_share <= 0) return true;
  const auto at = lanes_.find(lane);
  if (at == lanes_.end()) return true;
  const auto left = static_cast<double>(limits_.jobs - size_);
  return static_cast<double>(at->second->jobs.size()) < limits_.lane_share * left;
}

void FairQueue::push(Lane lane, Job job) {
  auto& place = lanes_[lane];
  if (!place) {
    place = std::make_unique<Waiting>();
    place->lane = lane;
    place->served = now_;
    place->entry = ++entries_;
    order_.insert(place.get());
  }
  place->jobs.push_back(std::move(job));
  ++size_;
}

FairQueue::Turn FairQueue::pop() {
  Waiting* const next = *order_.begin();
  order_.erase(order_.begin());
  now_ = next->served;
  Turn turn{next->lane, std::max(usual_, least_cost), std::move(next->jobs.front())};
  next->jobs.pop_front();
  --size_;
  if (next->jobs.empty()) {
    lanes_.erase(turn.lane);
  } else {
    next->served += turn.expected;
    order_.insert(next);
  }
  return turn;
}

void FairQueue::settle(const Turn& turn, Duration cost) {
  cost = std::max(cost, least_cost);
  usual_ += (cost - usual_) / memory;
  const auto at = lanes_.find(turn.lane);
  if (at == lanes_.end()) return;
  Waiting* const lane = at->second.get();
  order_.erase(lane);
  lane->served = std::max(lane->served + cost - turn.expected, now_);
  order_.insert(lane);
}

std::vector<FairQueue::Job> FairQueue::take_all() {
  std::vector<Job> all;
  all.reserve(size_);
  for (Waiting* const lane : order_) {
    std::ranges::move(lane->jobs, std::back_inserter(all));
  }
  order_.clear();
  lanes_.clear();
  size_ = 0;
  return all;
}

}  // namespace cardea::loop
