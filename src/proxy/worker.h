// SPDX-License-Identifier: Apache-2.0
// All that one core needs to proxy: its present snapshot, connections to upstreams, names,
// remembered tokens, reusable visits, and the sessions of its clients. Nothing in here is touched
// by another thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "http/date.h"
#include "identity/directory.h"
#include "identity/miss_budget.h"
#include "identity/token_memory.h"
#include "loop/gate.h"
#include "net/buffer_pool.h"
#include "net/listener.h"
#include "net/resolver.h"
#include "net/tls.h"
#include "observe/access_log.h"
#include "observe/decisions.h"
#include "observe/metrics.h"
#include "observe/request_id.h"
#include "proxy/revisions.h"
#include "proxy/settings.h"
#include "proxy/visit.h"
#include "upstream/pool.h"

namespace cardea::proxy {

class Session;

/// What is counted, for all cores together.
struct Meters {
  explicit Meters(observe::Metrics& metrics);

  observe::Counter& connections;
  observe::Gauge& open_connections;
  observe::Counter& requests;
  observe::Gauge& open_requests;
  observe::Counter& bytes_in;
  observe::Counter& bytes_out;
  observe::Histogram& request_time;
  observe::Histogram& upstream_time;
  observe::Histogram& own_time;
  std::shared_ptr<observe::StatusCounter> unrouted;
};

/// A listening address as sessions see it. Outlives them.
struct Port {
  std::uint16_t number = 0;
  std::optional<net::TlsContext> tls;
};

class Worker {
 public:
  struct Parts {
    loop::Core& core;
    const Settings& settings;
    const Clock& clock;
    identity::Directory& directory;
    observe::AccessLane& access;
    Meters& meters;
    std::unique_ptr<net::Resolver> resolver;
    std::string node_id;
    Revisions::Retire retire;
  };
  explicit Worker(Parts parts);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// Serves a client that was accepted on `port`.
  void serve(std::unique_ptr<net::Stream> stream, const Port& port);

  /// Requests that begin from now on use this snapshot.
  void publish(std::shared_ptr<const Snapshot> snapshot) {
    revisions_.publish(std::move(snapshot));
  }

  /// Idle clients are let go at once, busy ones after their request; what is left after `grace` is
  /// cut off.
  Task<void> drain(Duration grace);
  [[nodiscard]] bool is_draining() const { return draining_; }

  // What sessions use.
  [[nodiscard]] loop::Core& core() { return parts_.core; }
  [[nodiscard]] loop::Gate& uploads() { return uploads_; }
  [[nodiscard]] const Settings& settings() const { return parts_.settings; }
  [[nodiscard]] const Clock& clock() const { return parts_.clock; }
  [[nodiscard]] Meters& meters() { return parts_.meters; }
  [[nodiscard]] observe::AccessLane& access() { return parts_.access; }
  [[nodiscard]] observe::Decisions& decisions() { return decisions_; }
  [[nodiscard]] net::Resolver& resolver() { return *parts_.resolver; }
  [[nodiscard]] net::BufferPool& buffers() { return buffers_; }
  [[nodiscard]] upstream::Pool& pool() { return pool_; }
  [[nodiscard]] http::DateLine& date() { return date_; }
  [[nodiscard]] Revisions& revisions() { return revisions_; }
  [[nodiscard]] observe::RequestId next_id() { return ids_.next(); }

  std::unique_ptr<Visit> borrow_visit();
  void give_back(std::unique_ptr<Visit> visit);

  void entered(Session& session);
  void left(Session& session);

 private:
  Parts parts_;
  identity::TokenMemory tokens_;
  identity::MissBudget misses_;
  net::BufferPool buffers_;
  upstream::Pool pool_;
  http::DateLine date_;
  observe::RequestIds ids_;
  observe::Decisions decisions_;
  Revisions revisions_;
  std::vector<std::unique_ptr<Visit>> visits_;
  std::vector<Session*> sessions_;
  bool draining_ = false;
  loop::Gate gate_;
  loop::Gate uploads_;  // of requests under way, so it closes after the gate of their sessions
};

}  // namespace cardea::proxy
