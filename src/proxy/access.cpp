// SPDX-License-Identifier: Apache-2.0
// Times are counted in microseconds; the line shows milliseconds.
#include "proxy/access.h"

#include <array>
#include <chrono>

namespace cardea::proxy {
namespace {

std::int64_t microseconds(Duration duration) {
  return std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
}

void count(const Visit& visit, Worker& worker, Duration total) {
  const Record& record = visit.record;
  Meters& meters = worker.meters();
  meters.requests.add();
  meters.open_requests.subtract();
  meters.bytes_in.add(record.bytes_in);
  meters.bytes_out.add(record.bytes_out);
  meters.request_time.record(static_cast<std::uint64_t>(microseconds(total)));
  if (record.answered != BootTime{}) {
    const Duration upstream = record.answered - record.sent_upstream;
    meters.upstream_time.record(static_cast<std::uint64_t>(microseconds(upstream)));
    const Duration own = record.sent_upstream - record.arrived;
    meters.own_time.record(static_cast<std::uint64_t>(microseconds(own)));
  }
  const RouteEntry* const route = visit.match.route;
  (route != nullptr ? *route->requests : *meters.unrouted).add(record.status);
}

void write_route(observe::JsonLine& line, const Visit& visit) {
  const RouteEntry* const route = visit.match.route;
  if (route == nullptr) return;
  line.text("route", route->name.empty() ? route->id : route->name);
  if (route->service != nullptr) {
    line.text("service", route->service->name.empty() ? route->service->id : route->service->name);
  }
}

void write_caller(observe::JsonLine& line, const identity::Caller& caller) {
  if (!caller.consumer) return;
  line.text("consumer",
            caller.consumer->username ? *caller.consumer->username : caller.consumer->id);
  if (caller.authenticated) line.text("credential", caller.credential);
}

void write_upstream(observe::JsonLine& line, const Record& record) {
  if (record.tries == 0) return;
  std::array<char, 108> room{};
  line.text("upstream", record.upstream.host_into(room));
  line.number("upstream_port", record.upstream.port());
  line.number("tries", record.tries);
  if (record.answered == BootTime{}) return;
  line.number("upstream_status", record.upstream_status);
  line.thousandths("upstream_ms", microseconds(record.answered - record.sent_upstream));
}

}  // namespace

void record_access(const Visit& visit, Worker& worker, const Entrance& entrance) {
  const Record& record = visit.record;
  const Duration total = worker.clock().boot() - record.arrived;
  count(visit, worker, total);
  observe::AccessLane& lane = worker.access();
  if (!lane.is_on()) return;
  observe::JsonLine line = lane.begin();
  line.time("time", record.at).text("id", visit.id.text());
  line.text("client",
            visit.origin.client_text.empty() ? entrance.peer_text : visit.origin.client_text);
  line.text("method", visit.request.method_text).text("host", visit.request.host);
  line.text("path", visit.request.target.path).number("status", record.status);
  if (!record.reason.empty()) line.text("reason", record.reason);
  line.thousandths("ms", microseconds(total));
  line.number("bytes_in", static_cast<std::int64_t>(record.bytes_in));
  line.number("bytes_out", static_cast<std::int64_t>(record.bytes_out));
  write_route(line, visit);
  write_caller(line, visit.exchange.caller());
  write_upstream(line, record);
  if (!record.fault.empty()) line.text("fault", record.fault);
  lane.commit(line);
}

}  // namespace cardea::proxy
