// SPDX-License-Identifier: Apache-2.0
// All issuers of this process: their settings as the store has them and their keys as they were
// fetched last. Cores read it, the follower changes it when rows change, and the fetcher when keys
// do. A change is in force on every core when the call that makes it returns: there is one table,
// and what cores remember of tokens is revoked by the generation of the issuer's key.
#pragma once

#include <atomic>
#include <boost/unordered/unordered_flat_map.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "cluster/feed.h"
#include "cluster/near_cache.h"
#include "issuer/key_fetch.h"
#include "issuer/record.h"
#include "issuer/trust.h"
#include "json/value.h"
#include "loop/event.h"
#include "loop/task.h"
#include "loop/timer.h"
#include "model/consumer.h"
#include "observe/metrics.h"
#include "store/store.h"

namespace cardea::issuer {

/// The key of an issuer in the generation table: whoever remembers what its keys proved keeps the
/// number that stood there before it asked `find`.
std::uint64_t generation_key(std::string_view issuer);

/// Safe from any thread, except where it says otherwise.
class Registry {
 public:
  struct Parts {
    store::Store& store;
    cluster::NearCache& cache;
    const Clock& clock;
    observe::Family<observe::Counter>& fetches;  ///< labels: issuer, outcome
  };
  explicit Registry(Parts parts) : parts_(parts) {}

  // For requests.

  /// The issuer with exactly this `iss`; null when there is none.
  [[nodiscard]] std::shared_ptr<const Trust> find(std::string_view issuer) const;

  /// Longest time that a request waits for keys.
  static constexpr Duration most_patience = std::chrono::seconds(5);

  /// A token came to which no key of `seen` fits (or `seen` has none), and its client waits.
  struct Wish {
    std::shared_ptr<const Trust> seen;
    std::uint64_t client = 0;  ///< stands for its address (identity::lane_of)
    BootTime since{};          ///< an answer of the issuer that was asked for before proves nothing
    loop::Deadline deadline;
  };
  /// A wish that begins now.
  [[nodiscard]] Wish wish(std::shared_ptr<const Trust> seen, std::uint64_t client) const;
  /// Has the keys fetched again, unless they were since, and waits for that until the deadline.
  Task<Renewal> renewed(Wish wish);

  /// Makes the consumer of that name, in the field `consumer_by` of the issuer and with the
  /// issuer's name as its tag. Null: another one was quicker, look again. Fails (invalid) when it
  /// cannot be a name, and as the store does.
  Task<Result<std::shared_ptr<const model::Consumer>>> enrol(std::shared_ptr<const Trust> trust,
                                                             std::string name);

  // For the follower's core, one call at a time.

  /// Brings the table up to what a step of the change feed says.
  Task<Status> apply(const cluster::FeedStep& step);

  // For the fetcher.

  struct Job {
    std::shared_ptr<Record> record;
    KeyQuestion question;
  };
  /// Fetches that are due, at most that many; they count as begun.
  std::vector<Job> take_due(std::size_t most);
  /// What came of one. Nothing happens when the issuer is gone or another one by now.
  void land(const std::shared_ptr<Record>& record, Result<KeyAnswer> answer);
  /// Gives up keys whose time is over.
  void expire();
  /// When `take_due` (asked only where `room`) or `expire` will have something to do.
  [[nodiscard]] std::optional<BootTime> next(bool room) const;
  /// Set when that may have changed.
  loop::Event& woken() { return woken_; }

  // For operators.

  /// What is known of the issuer with this row id; nothing when there is none.
  [[nodiscard]] std::optional<json::Object> describe(std::string_view id) const;
  [[nodiscard]] std::size_t count(State state) const;

 private:
  using Pointer = std::shared_ptr<Record>;

  [[nodiscard]] Pointer find_record(std::string_view issuer) const;
  std::optional<Renewal> judge(const Pointer& record, const Wish& wish);
  [[nodiscard]] Renewal unable(const Record& record, std::string_view why) const;

  Task<Status> read_all();
  Task<Status> read_one(std::string id);
  void put(model::Issuer issuer);
  bool adjust(const model::Issuer& issuer);
  Pointer make_record(model::Issuer issuer);
  [[nodiscard]] Record::Meters meters_for(const std::string& name) const;
  void replace(const std::string& id, const Pointer& record);
  void revoke(const std::string& issuer);
  void land_keys(Record& record, KeyAnswer answer);

  Parts parts_;
  loop::Event woken_{loop::Event::Kind::single};
  mutable std::mutex mutex_;  // guards what follows; never held over a wait
  boost::unordered_flat_map<std::string, Pointer> by_id_;
  boost::unordered_flat_map<std::string, Pointer> by_issuer_;
  bool unreliable_ = true;  // the follower's: a step failed half way, read all anew
};

}  // namespace cardea::issuer
