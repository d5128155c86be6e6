// SPDX-License-Identifier: Apache-2.0
// Jobs that wait for a thread, in lanes: one lane for each who asks, so that one who asks a lot
// waits behind itself and not before the others. The next job is that of the lane which has had the
// least service so far (start-time fair queueing; Goyal, Vin and Cheng, 1996), and what a lane has
// had is the time that its jobs really took. How long a lane may grow depends on the room that is
// left (dynamic thresholds; Choudhury and Hahne, 1998): however many fill theirs, a newcomer finds
// a place.
//
// Turns are of two kinds. A lane has prompt ones as long as its jobs take no more than a share of a
// CPU (a bucket that leaks at that rate); all others are taken at leisure. Threads that serve
// prompt turns may then compete with everything else on the machine, because no lane can make them
// work much, and those that serve the rest may give way, because nobody modest waits for them. No
// threads, no clocks, no locks here: offload.h has them.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "base/clock_cache.h"
#include "base/time.h"

namespace cardea::loop {

/// Not thread-safe. `now` is any clock that does not go back.
class FairQueue {
 public:
  /// Told false when it will not be run.
  using Job = std::move_only_function<void(bool run)>;
  /// Who asks, as a number of the caller's choice.
  using Lane = std::uint64_t;

  struct Limits {
    std::size_t jobs = 256;  ///< waiting at one time
    /// A lane may hold this much of the room that is left, and one job at least: with 0.25 one lane
    /// alone fills a fifth of the queue, and a hundred that refill theirs all the time leave 4 %
    /// free. 0: all of it.
    double lane_share = 0;
    double prompt_share = 1;  ///< of a CPU: what a lane's jobs may take in prompt turns
    Duration prompt_burst{};  ///< how much of that it may take at once
  };

  /// A job whose turn has come. `expected` is what its lane was charged in advance.
  struct Turn {
    Lane lane = 0;
    Duration expected{};
    Job job;
  };

  explicit FairQueue(Limits limits);

  /// Whether a further job of this lane would be let in.
  [[nodiscard]] bool has_room(Lane lane) const;
  /// Returns whether the lane has a prompt turn now. Precondition: has_room(lane).
  bool push(Lane lane, Job job, Duration now);

  /// The next job of all. Precondition: !empty().
  Turn pop(Duration now);
  /// The next job of the lanes that have a prompt turn now.
  std::optional<Turn> pop_prompt(Duration now);
  /// When pop_prompt will find one; nothing while nobody waits.
  [[nodiscard]] std::optional<Duration> next_prompt() const;

  /// A turn is over; its job took `cost`.
  void settle(const Turn& turn, Duration cost, Duration now);

  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t lanes() const { return lanes_.size(); }
  /// All jobs that wait, in no particular order; the queue is empty afterwards.
  std::vector<Job> take_all();

 private:
  struct Waiting {
    Lane lane = 0;
    Duration served{};        // virtual time: service had, in terms of the lane that is served now
    Duration prompt_at{};     // when it has a prompt turn
    bool is_prompt = false;   // which of the two sets below it is in
    std::uint64_t entry = 0;  // breaks ties: who came first
    std::deque<Job> jobs;
  };
  struct LeastServed {
    bool operator()(const Waiting* a, const Waiting* b) const {
      return a->served != b->served ? a->served < b->served : a->entry < b->entry;
    }
  };
  struct FirstPrompt {
    bool operator()(const Waiting* a, const Waiting* b) const {
      return a->prompt_at != b->prompt_at ? a->prompt_at < b->prompt_at : a->entry < b->entry;
    }
  };

  void arrange(Waiting& lane, Duration now);
  void remove(Waiting& lane);
  void promote(Duration now);
  Turn take(Waiting& lane, Duration now);
  void charge(Lane lane, Duration cost, Duration now);
  [[nodiscard]] Duration full_at(Lane lane);

  Limits limits_;
  boost::unordered_flat_map<Lane, std::unique_ptr<Waiting>> lanes_;  // that have jobs
  std::set<Waiting*, LeastServed> order_;                            // the same
  std::set<Waiting*, LeastServed> prompt_;  // of them, whose bucket has room
  std::set<Waiting*, FirstPrompt> late_;    // the others
  ClockCache<Duration> buckets_;  // when a lane's bucket will have run dry, if that is to come
  std::size_t size_ = 0;
  Duration now_{};    // virtual time: what the lane served last had had before
  Duration usual_{};  // a job's cost, a moving average
  std::uint64_t entries_ = 0;
};

}  // namespace cardea::loop
