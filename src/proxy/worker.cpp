// SPDX-License-Identifier: Apache-2.0
// Sessions register while they live, so that draining finds the idle ones.
#include "proxy/worker.h"

#include <algorithm>
#include <utility>

#include "proxy/session.h"

namespace cardea::proxy {
namespace {

// Visits kept for reuse; each holds some 15 kB.
constexpr std::size_t kept_visits = 1024;

}  // namespace

Meters::Meters(observe::Metrics& metrics)
    : connections(metrics.counter({"cardea_connections_total", "Client connections accepted."})),
      open_connections(metrics.gauge({"cardea_connections_open", "Client connections now open."})),
      requests(metrics.counter({"cardea_requests_total", "Requests answered or given up."})),
      open_requests(metrics.gauge({"cardea_requests_open", "Requests now under way."})),
      bytes_in(metrics.counter({"cardea_request_body_bytes_total", "Bytes of request bodies."})),
      bytes_out(metrics.counter({"cardea_answer_body_bytes_total", "Bytes of answer bodies."})),
      request_time(metrics.histogram(
          {"cardea_request_ms", "From a request's head to the end of its answer."},
          observe::latency_buckets())),
      upstream_time(metrics.histogram(
          {"cardea_upstream_ms", "From sending a head upstream to the head of the answer."},
          observe::latency_buckets())),
      own_time(metrics.histogram(
          {"cardea_gateway_ms",
           "From a request's head to its sending upstream: routing, plugins, connecting."},
          observe::latency_buckets())),
      unrouted(metrics
                   .status_counters(
                       {"cardea_unrouted_requests_total", "Requests that no route matched."}, {}, 1)
                   .series({})) {}

Worker::Worker(Parts parts)
    : parts_(std::move(parts)),
      tokens_(parts_.directory.generations(), parts_.settings.token_memory),
      misses_(parts_.settings.misses),
      pool_(parts_.settings.pool, parts_.core.timers()),
      ids_(parts_.node_id, parts_.core.index()),
      decisions_(parts_.settings.decisions, parts_.settings.decisions_memory),
      revisions_(parts_.retire),
      gate_(parts_.core, "proxy"),
      uploads_(parts_.core, "uploads") {}

Worker::~Worker() = default;

void Worker::serve(std::unique_ptr<net::Stream> stream, const Port& port) {
  const std::size_t most = parts_.settings.max_clients;
  const bool full = most != 0 && sessions_.size() >= most;
  if (draining_ || full || !revisions_.is_ready()) return;  // dropping the stream closes it
  auto session = std::make_shared<Session>(*this, std::move(stream), port);
  gate_.spawn(Session::run(std::move(session)));
}

Task<void> Worker::drain(Duration grace) {
  draining_ = true;
  for (Session* const session : sessions_) session->dismiss();
  co_await gate_.close(grace);
  const auto at_once = Duration::zero();
  co_await uploads_.close(at_once);
}

std::unique_ptr<Visit> Worker::borrow_visit() {
  if (visits_.empty()) {
    return std::make_unique<Visit>(
        plugin::CoreServices{parts_.directory, tokens_, misses_, parts_.clock});
  }
  auto visit = std::move(visits_.back());
  visits_.pop_back();
  return visit;
}

void Worker::give_back(std::unique_ptr<Visit> visit) {
  if (visits_.size() >= kept_visits) return;
  visit->exchange.reset();
  visits_.push_back(std::move(visit));
}

void Worker::entered(Session& session) {
  sessions_.push_back(&session);
  session.place = sessions_.size() - 1;
  parts_.meters.connections.add();
  parts_.meters.open_connections.add();
}

void Worker::left(Session& session) {
  sessions_[session.place] = sessions_.back();
  sessions_[session.place]->place = session.place;
  sessions_.pop_back();
  parts_.meters.open_connections.subtract();
}

}  // namespace cardea::proxy
