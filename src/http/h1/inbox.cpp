// SPDX-License-Identifier: Apache-2.0
// One block, used as [pinned head | consumed | unread | room]; when the room is used up the unread
// bytes move down to the pinned head's end.
#include "http/h1/inbox.h"

#include <algorithm>
#include <cstring>

namespace cardea::http::h1 {
namespace {

// What a body gets at least, so that it does not trickle through a few bytes behind a long head.
constexpr std::size_t body_room = 4096;

}  // namespace

void Inbox::unpin() {
  pinned_ = 0;
  if (begin_ == end_) begin_ = end_ = 0;
}

void Inbox::move_to(char* target, std::size_t capacity) {
  // Copies whole: pinned bytes are only ever moved while no head is pinned.
  if (end_ > begin_) std::memmove(target + pinned_, base_ + begin_, end_ - begin_);
  end_ = pinned_ + (end_ - begin_);
  begin_ = pinned_;
  base_ = target;
  capacity_ = capacity;
}

bool Inbox::make_room(std::size_t limit) {
  if (base_ == nullptr) {
    block_ = pool_.take();
    base_ = block_.bytes().data();
    capacity_ = block_.bytes().size();
  }
  if (end_ < capacity_) return true;
  if (begin_ > pinned_) {
    move_to(base_, capacity_);
    return true;
  }
  if (pinned_ != 0 || limit <= capacity_) return false;
  move_to_larger(std::min(limit, capacity_ * 4));
  return true;
}

void Inbox::move_to_larger(std::size_t capacity) {
  auto larger = std::make_unique_for_overwrite<char[]>(capacity);
  move_to(larger.get(), capacity);
  large_ = std::move(larger);
  block_.release();
}

bool Inbox::settle(std::size_t head_length) {
  if (capacity_ - begin_ - head_length >= body_room) return false;
  if (begin_ > 0 && capacity_ - head_length >= body_room) {
    move_to(base_, capacity_);
  } else {
    move_to_larger(capacity_ + net::BufferPool::block_size);
  }
  return true;
}

Result<std::optional<std::size_t>> Inbox::try_fill() {
  auto got = stream_.try_read(room());
  if (got && *got) end_ += **got;
  return got;
}

Task<Result<std::size_t>> Inbox::fill() {
  const auto into = room();
  auto got = co_await stream_.read_some(into);
  if (got) end_ += *got;
  co_return got;
}

void Inbox::release_if_empty() {
  if (begin_ != end_ || pinned_ != 0) return;
  begin_ = end_ = 0;
  block_.release();
  large_.reset();
  base_ = nullptr;
  capacity_ = 0;
}

}  // namespace cardea::http::h1
