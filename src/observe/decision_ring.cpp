// SPDX-License-Identifier: Apache-2.0
// Going from where the next text goes, the first text met is the oldest one; so room is made by
// dropping oldest ones until they lie outside it.
#include "observe/decision_ring.h"

#include <algorithm>
#include <cstring>

namespace cardea::observe {
namespace {

constexpr std::size_t usual_text =
    512;  // bytes of a short record: decides how many entries there are

bool fits(std::string_view reason, std::string_view wanted) {
  if (wanted.empty() || reason == wanted) return true;
  if (!reason.starts_with(wanted)) return false;
  return wanted.ends_with('.') || reason[wanted.size()] == '.';
}

}  // namespace

std::uint64_t consumer_mark(std::string_view consumer_id) {
  return std::hash<std::string_view>()(consumer_id) | 1U;
}

DecisionRing::DecisionRing(std::size_t bytes)
    : entry_room_(bytes / (usual_text + sizeof(Entry))),
      text_room_(bytes - entry_room_ * sizeof(Entry)),
      entries_(std::make_unique_for_overwrite<Entry[]>(entry_room_)),
      bytes_(std::make_unique_for_overwrite<char[]>(text_room_)) {}

const DecisionRing::Entry& DecisionRing::entry(std::size_t age) const {
  return entries_[(oldest_ + age) % entry_room_];
}

std::string_view DecisionRing::text(const Entry& entry) const {
  return {bytes_.get() + entry.offset, entry.size};
}

void DecisionRing::drop_oldest() {
  oldest_ = (oldest_ + 1) % entry_room_;
  --count_;
}

void DecisionRing::make_room(std::size_t size) {
  if (count_ == entry_room_) drop_oldest();
  if (at_ + size > text_room_) {
    while (count_ > 0 && entry(0).offset >= at_) drop_oldest();
    at_ = 0;
  }
  const auto is_inside = [&](const Entry& one) {
    return one.offset < at_ + size && one.offset + one.size > at_;
  };
  while (count_ > 0 && is_inside(entry(0))) drop_oldest();
}

void DecisionRing::keep(const DecisionKey& key, std::string_view text) {
  if (entry_room_ == 0 || text.size() > text_room_ || key.id.size() != sizeof(Entry::id)) return;
  make_room(text.size());
  Entry& made = entries_[(oldest_ + count_) % entry_room_];
  std::ranges::copy(key.id, made.id.begin());
  made.reason = key.reason;
  made.consumer = key.consumer;
  made.at = key.at;
  made.offset = static_cast<std::uint32_t>(at_);
  made.size = static_cast<std::uint32_t>(text.size());
  std::memcpy(bytes_.get() + at_, text.data(), text.size());
  at_ += text.size();
  ++count_;
}

std::string DecisionRing::find(std::string_view id) const {
  for (std::size_t age = 0; age < count_; ++age) {
    const Entry& one = entry(age);
    if (std::string_view(one.id.data(), one.id.size()) == id) return std::string(text(one));
  }
  return {};
}

void DecisionRing::collect(const DecisionFilter& filter, std::vector<KeptDecision>& into) const {
  std::size_t taken = 0;
  for (std::size_t age = count_; age-- > 0 && taken < filter.most;) {
    const Entry& one = entry(age);
    const bool concerned = filter.consumer == 0 || filter.consumer == one.consumer;
    if (!concerned || !fits(one.reason, filter.reason)) continue;
    into.push_back({one.at, std::string(text(one))});
    ++taken;
  }
}

}  // namespace cardea::observe
