// SPDX-License-Identifier: Apache-2.0
// The one door to durable state. It is shaped for many nodes over one database from the first day
// (what a node may believe is always tied to a position), although the first backends are an
// embedded file and memory: every call may wait, may fail, and says for which position its answer
// is true. Backends stand in backends.def and all pass the same conformance test
// (store_conformance.h).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "loop/task.h"
#include "store/change.h"
#include "store/position.h"
#include "store/record.h"

namespace cardea::store {

/// What the change feed holds beyond the position that was acknowledged.
struct Polled {
  std::vector<Event> events;  ///< in an order in which a key's last event comes last
  Position position;          ///< what a follower has seen once all these events are applied
  std::string incarnation;    ///< changes when history was cut (restore, failover): forget
                              ///< everything, start anew
  bool known = true;  ///< false: the store does not know this node (any more); register again
  bool gap = false;   ///< the log was pruned past `acked`: forget everything
};

/// Facts about the store for /status, metrics and error texts.
struct Health {
  bool reachable = true;
  std::string problem;  ///< why not; for the operator
};

/// Held while a job of the whole cluster runs on this node (reaping, key rotation). Released when
/// destroyed.
class JobLock {
 public:
  virtual ~JobLock() = default;
};

/// Durable state, awaitable. All calls may be made from any core and resume there. An Error always
/// means that the store could not do its work (origin `store`; retry tells whether it may help),
/// never that data was bad.
class Store {
 public:
  virtual ~Store() = default;

  /// Brings the schema up to the declarations, in one transaction, and makes the store usable.
  /// Refused when the stored `min_reader_version` is above ours.
  virtual Task<Status> migrate() = 0;

  virtual Task<Result<Found>> find(Find question) = 0;
  virtual Task<Result<Page>> list(List question) = 0;

  /// The ids of rows whose end has come, those first that ended first. It costs what it brings, not
  /// what the table holds.
  virtual Task<Result<std::vector<std::string>>> list_ended(ListEnded question) = 0;

  /// One durable transaction. When it returns a Receipt, the change survives power loss, and the
  /// change log holds its events. A connection that was lost meanwhile gives ErrorKind::timeout:
  /// the outcome is unknown.
  virtual Task<Result<Outcome>> commit(Batch batch) = 0;

  /// Heartbeat, acknowledgement, lease renewal and change feed at once. `claim` rises with each
  /// poll of this process; `acked` is the last position of which every event is applied here. A
  /// default-made Position says "I know nothing": the reply is a gap without events, whose position
  /// is the present one. A long feed comes in pages: poll again at once after events.
  virtual Task<Result<Polled>> poll(std::uint64_t claim, Position acked) = 0;

  /// Returns when the store may hold something new, or after `at_most`. Only a wake-up: it may be
  /// late or for nothing.
  virtual Task<void> wait_for_change(Duration at_most) = 0;

  /// The lock if no other process and no other job of this one holds it; nothing otherwise.
  virtual Task<Result<std::unique_ptr<JobLock>>> try_job_lock(std::string name) = 0;

  /// Never waits.
  [[nodiscard]] virtual Health health() const = 0;

  /// Finishes what was begun, flushes and closes. No other call may follow.
  virtual Task<void> close() = 0;
};

}  // namespace cardea::store
