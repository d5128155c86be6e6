// SPDX-License-Identifier: Apache-2.0
// Members that explain most come first: what does not fit is left out from the end.
#include "proxy/decision.h"

#include <algorithm>
#include <array>

#include "plugin/chain.h"

namespace cardea::proxy {
namespace {

using observe::JsonLine;

// Lengths that let a record of a dozen checks fit.
constexpr std::size_t longest_name = 128;
constexpr std::size_t longest_host = 256;
constexpr std::size_t longest_path = 512;
constexpr std::size_t longest_fact = 512;

// Whether the gateway's own answer ended the request, and not a connection that broke.
bool is_own_answer(const Record& record) {
  return !record.reason.empty() && record.answered == BootTime{} && record.reason != "client.left";
}

// Whether it was answered here as it wanted: a preflight request, an echo. No denial, and frequent
// enough to push all denials out.
bool is_granted(const Record& record) {
  return is_own_answer(record) && record.status < 300;
}

std::string_view outcome(const Record& record) {
  if (record.reason.empty()) return "passed";
  if (is_granted(record)) return "answered";
  return is_own_answer(record) ? "denied" : "broken";
}

void write_named(JsonLine& record, std::string_view what, std::string_view id,
                 std::string_view name) {
  record.open(what).text("id", id);
  if (!name.empty()) record.text("name", name, longest_name);
  record.close();
}

// A head that could not be read leaves nothing to show.
void write_request(JsonLine& record, const Visit& visit, std::string_view client) {
  record.text("client", client);
  if (visit.request.method_text.empty()) return;
  record.text("scheme", visit.origin.scheme, longest_name);
  record.text("method", visit.request.method_text, longest_name);
  record.text("host", visit.request.host, longest_host);
  record.text("path", visit.request.target.path, longest_path);
}

void write_target(JsonLine& record, const Visit& visit) {
  const RouteEntry* const route = visit.match.route;
  if (route == nullptr) return;
  write_named(record, "route", route->id, route->name);
  if (route->service != nullptr) {
    write_named(record, "service", route->service->id, route->service->name);
  }
}

void write_caller(JsonLine& record, const identity::Caller& caller) {
  if (!caller.consumer) return;
  write_named(record, "consumer", caller.consumer->id, caller.consumer->username.value_or(""));
  if (caller.authenticated) {
    record.text("credential", caller.credential, longest_name);
  } else {
    record.boolean("anonymous", true);
  }
}

void write_position(JsonLine& record, const Visit& visit) {
  const Snapshot& snapshot = visit.revision.snapshot();
  record.open("configuration").number("revision", static_cast<std::int64_t>(snapshot.revision));
  record.number("position", static_cast<std::int64_t>(snapshot.position.ceiling)).close();
}

void write_verdict(JsonLine& record, std::string_view outcome, std::string_view reason) {
  record.text("outcome", outcome);
  if (!reason.empty()) record.text("reason", reason);
}

// A check of the walk itself; `failed`: the request ended here.
void write_step(JsonLine& record, std::string_view name, bool failed, std::string_view reason) {
  record.open_item().text("check", name);
  if (failed) {
    write_verdict(record, "denied", reason);
  } else {
    write_verdict(record, "passed", {});
  }
  record.close();
}

// The entities that a plugin's row is bound to; `global`: none.
void write_scope(JsonLine& record, const plugin::Configured& plugin) {
  record.open("bound_to");
  if (plugin.route) record.text("route", *plugin.route);
  if (plugin.service) record.text("service", *plugin.service);
  if (plugin.consumer) record.text("consumer", *plugin.consumer);
  record.close();
}

// Of several notes with one name the first counts: a name may stand in an object once.
void write_notes(JsonLine& record, const plugin::Trace& trace, std::size_t check) {
  const auto notes = trace.notes();
  const auto is_of_it = [check](const plugin::Note& note) { return note.check == check; };
  if (std::ranges::none_of(notes, is_of_it)) return;
  record.open("facts");
  for (std::size_t i = 0; i < notes.size(); ++i) {
    const plugin::Note& note = notes[i];
    const bool again = std::ranges::any_of(notes.first(i), [&](const plugin::Note& other) {
      return is_of_it(other) && other.name == note.name;
    });
    if (!is_of_it(note) || again) continue;
    if (note.is_number) {
      record.number(note.name, note.number);
    } else {
      record.text(note.name, note.text, longest_fact);
    }
  }
  record.close();
}

void write_plugins(JsonLine& record, const Visit& visit) {
  const plugin::Trace& trace = visit.exchange.trace();
  const auto checks = trace.checks();
  for (std::size_t i = 0; i < checks.size(); ++i) {
    const plugin::Trace::Check& check = checks[i];
    const bool refused = trace.refused() && i + 1 == checks.size() && trace.missed() == 0;
    record.open_item().text("check", check.plugin->name, longest_name);
    if (refused) {
      write_verdict(record, outcome(visit.record), visit.record.reason);
      if (!check.failed.empty()) record.text("passed_over", check.failed);
      if (!visit.record.fault.empty()) record.text("detail", visit.record.fault, longest_fact);
    } else {
      write_verdict(record, check.failed.empty() ? "passed" : "passed_over", check.failed);
    }
    record.text("plugin", check.plugin->id);
    write_scope(record, *check.plugin);
    write_notes(record, trace, i);
    record.close();
  }
}

void write_upstream(JsonLine& record, const Visit& visit) {
  const Record& facts = visit.record;
  std::array<char, 108> room{};
  record.open_item().text("check", "upstream");
  write_verdict(record, facts.reason.empty() ? "passed" : "failed", facts.reason);
  record.open("facts").text("address", facts.upstream.host_into(room));
  record.number("port", facts.upstream.port()).number("tries", facts.tries);
  if (facts.upstream_status != 0) record.number("status", facts.upstream_status);
  if (!facts.fault.empty()) record.text("fault", facts.fault, longest_fact);
  record.close().close();
}

// Where an imagined request would go.
void write_destination(JsonLine& record, const ServiceEntry& service) {
  record.open_item().text("check", "service");
  write_verdict(record, "passed", {});
  record.open("facts").text("scheme", service.https ? "https" : "http");
  record.text("host", service.host, longest_host).number("port", service.port);
  record.close().close();
}

// In the order of the walk, up to where it ended.
void write_checks(JsonLine& record, const Visit& visit) {
  const Record& facts = visit.record;
  const plugin::Trace& trace = visit.exchange.trace();
  const bool denied = is_own_answer(facts);
  const bool routed = visit.match.route != nullptr;
  const bool at_route = !routed || (denied && facts.reason.starts_with("route."));
  record.open_list("checks");
  if (!routed && !facts.reason.starts_with("route.")) {
    write_step(record, "request", true, facts.reason);
  } else {
    write_step(record, "route", at_route, facts.reason);
  }
  if (routed && !at_route) {
    write_plugins(record, visit);
    if (facts.tries > 0) {
      write_upstream(record, visit);
    } else if (denied && !trace.refused()) {
      write_step(record, "service", true, facts.reason);
    } else if (facts.reason.empty() && visit.match.route->service != nullptr) {
      write_destination(record, *visit.match.route->service);
    }
  }
  record.close();
}

std::uint64_t concerned(const Visit& visit) {
  std::string_view id = visit.exchange.trace().concerned();
  const auto& consumer = visit.exchange.caller().consumer;
  if (id.empty() && consumer) id = consumer->id;
  return id.empty() ? 0 : observe::consumer_mark(id);
}

}  // namespace

void write_decision(JsonLine& record, const Visit& visit, std::string_view client) {
  const Record& facts = visit.record;
  record.time("time", facts.at);
  if (!visit.exchange.arrival().is_imagined) record.text("id", visit.id.text());
  write_verdict(record, outcome(facts), facts.reason);
  if (facts.status != 0) record.number("status", facts.status);
  write_request(record, visit, client);
  write_target(record, visit);
  write_caller(record, visit.exchange.caller());
  const std::string_view other = visit.exchange.trace().concerned();
  if (!other.empty()) record.text("concerns", other, longest_name);
  write_position(record, visit);
  write_checks(record, visit);
}

void keep_decision(const Visit& visit, Worker& worker, const Entrance& entrance) {
  const bool denied = !visit.record.reason.empty() && !is_granted(visit.record);
  observe::Decisions& decisions = worker.decisions();
  const bool wanted = denied ? decisions.keeps_denials() : visit.exchange.trace().is_wanted();
  if (!wanted) return;
  JsonLine record = decisions.begin();
  const std::string_view client = visit.origin.client_text;
  write_decision(record, visit, client.empty() ? entrance.peer_text : client);
  decisions.keep({.id = visit.id.text(),
                  .reason = denied ? visit.record.reason : std::string_view(),
                  .consumer = concerned(visit),
                  .at = visit.record.at},
                 record);
}

}  // namespace cardea::proxy
