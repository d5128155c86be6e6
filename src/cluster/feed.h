// SPDX-License-Identifier: Apache-2.0
// The follower's protocol as a pure state machine: replies of the store go in, what to do comes
// out. It has no socket, thread or clock of its own, so that a simulation can drive the very code
// that runs in the product. Its rule: a position is acknowledged only after every event up to it
// has been applied on every core (CLUSTER.md 4.2).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "store/store.h"

namespace cardea::cluster {

/// What has to be done for one reply before it may be acknowledged.
struct FeedStep {
  bool forget_everything =
      false;  ///< history was cut or a gap appeared: drop all memory, rebuild all
  std::vector<store::Event> events;
  store::Position position;
};

/// One node's cursor in the change feed. Not thread-safe; the follower's coroutine owns it.
class Feed {
 public:
  /// The claim and the acknowledged position for the next poll.
  std::uint64_t next_claim() { return ++claim_; }
  [[nodiscard]] const store::Position& acknowledged() const { return acknowledged_; }

  /// Judges a reply. The caller applies the step wholly, then says `applied`.
  FeedStep on_reply(store::Polled reply);

  /// The step of the last reply has been applied on every core.
  void applied(const FeedStep& step);

 private:
  std::uint64_t claim_ = 0;
  store::Position acknowledged_;
  std::string incarnation_;
  bool started_ = false;
};

}  // namespace cardea::cluster
