// SPDX-License-Identifier: Apache-2.0
// The receiving half of an HTTP/1.1 connection: bytes that came and were not used yet. A head stays
// pinned at the front while its exchange lasts, so that views into it hold, and the body flows
// through the room behind it; what a peer sent ahead (pipelining) is simply still there for the
// next exchange. The block is borrowed from the core's pool only while something is in it.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "loop/task.h"
#include "net/buffer_pool.h"
#include "net/stream.h"

namespace cardea::http::h1 {

/// Belongs to one coroutine at a time; the stream and the pool outlive it.
class Inbox {
 public:
  Inbox(net::Stream& stream, net::BufferPool& pool) : stream_(stream), pool_(pool) {}
  Inbox(const Inbox&) = delete;
  Inbox& operator=(const Inbox&) = delete;

  /// Bytes received and not consumed. Valid until the next fill, unpin or release.
  [[nodiscard]] std::string_view unread() const { return {base_ + begin_, end_ - begin_}; }
  void consume(std::size_t count) { begin_ += count; }

  /// To be called once a head of `head_length` bytes is complete, before it is pinned: makes sure
  /// that a fair room for the body is left behind it. True when the bytes had to move for that:
  /// parse the head anew.
  bool settle(std::size_t head_length);

  /// The first `count` unread bytes are a head: consumed, and kept in place until `unpin`. Views
  /// into them stay valid.
  void pin(std::size_t count) {
    begin_ += count;
    pinned_ = begin_;
  }
  /// Lets the head go.
  void unpin();

  /// Reads once without waiting: the count, 0 at the end of the peer's data, or nothing when there
  /// is none yet. Precondition: `make_room` succeeded since the last fill or consume.
  Result<std::optional<std::size_t>> try_fill();
  /// Waits for bytes: the count, 0 at the end of the peer's data.
  Task<Result<std::size_t>> fill();

  /// Makes room for at least one byte. False when the room is used up by unread bytes (and `limit`
  /// bytes of room are there already): a head that is too large. A head in reading may grow to
  /// `limit`; its views must not be in use.
  bool make_room(std::size_t limit = 0);

  /// Gives the block back if nothing is in it: before waiting for the next request.
  void release_if_empty();

 private:
  [[nodiscard]] std::span<char> room() const { return {base_ + end_, capacity_ - end_}; }
  void move_to(char* target, std::size_t capacity);
  void move_to_larger(std::size_t capacity);

  net::Stream& stream_;
  net::BufferPool& pool_;
  net::Buffer block_;
  std::unique_ptr<char[]> large_;  // instead of the block, for a head that outgrew it
  char* base_ = nullptr;
  std::size_t capacity_ = 0;
  std::size_t pinned_ = 0;  // end of the pinned head
  std::size_t begin_ = 0;   // first unread byte
  std::size_t end_ = 0;
};

}  // namespace cardea::http::h1
