// SPDX-License-Identifier: Apache-2.0
// Latencies are whole milliseconds, rounded down, as Kong's are.
#include "proxy/client_head.h"

#include <chrono>

#include "http/h1/write.h"
#include "http/hop_by_hop.h"
#include "http/list.h"

namespace cardea::proxy {
namespace {

using http::FieldName;
namespace h1 = http::h1;

std::uint64_t milliseconds(Duration duration) {
  const auto count = std::chrono::floor<std::chrono::milliseconds>(duration).count();
  return count < 0 ? 0 : static_cast<std::uint64_t>(count);
}

bool is_old_client(const Visit& visit) {
  return visit.request.minor_version == 0;
}

// Says what happens to the connection, where the version's default does not say it.
void write_connection(Visit& visit) {
  if (!visit.keep_client) {
    h1::write_trusted_field(visit.out, "Connection", "close");
  } else if (is_old_client(visit)) {
    h1::write_trusted_field(visit.out, "Connection", "keep-alive");
  }
}

void write_via(Visit& visit, const Settings& settings) {
  Arena& arena = visit.exchange.arena();
  const std::string_view own = arena.join({"1.1 ", settings.server});
  h1::write_trusted_field(visit.out, "Via", with_via(visit.response.fields, own, arena));
}

// Whether somebody else says what serves: the upstream, or a plugin.
bool has_server(const Visit& visit, bool proxied) {
  if (!visit.responders.empty()) return visit.answer_head.find("Server") != nullptr;
  return proxied && visit.response.fields.has(FieldName::server);
}

void write_proxied_fields(Visit& visit, const Settings& settings) {
  http::Buffer& out = visit.out;
  const Record& record = visit.record;
  if (settings.fields.server_tokens) {
    if (!has_server(visit, true)) {
      h1::write_trusted_field(out, "Server", settings.server);
    }
    write_via(visit, settings);
  }
  if (settings.fields.latency) {
    h1::write_number_field(out, "X-Kong-Upstream-Latency",
                           milliseconds(record.answered - record.sent_upstream));
    h1::write_number_field(out, "X-Kong-Proxy-Latency",
                           milliseconds(record.sent_upstream - record.arrived));
  }
  if (settings.fields.request_id)
    h1::write_trusted_field(out, "X-Kong-Request-Id", visit.id.text());
  if (settings.fields.upstream_status) {
    h1::write_number_field(out, "X-Kong-Upstream-Status", record.upstream_status);
  }
}

http::FieldSet dropped_fields(const Visit& visit, const Settings& settings) {
  const http::Fields& fields = visit.response.fields;
  http::FieldSet dropped = http::hop_by_hop(visit.response);
  if (settings.fields.server_tokens) dropped.insert_all(fields, FieldName::via);
  if (settings.fields.request_id) dropped.insert_all(fields, FieldName::x_kong_request_id);
  const bool wants_trailers =
      http::has_member(visit.request.fields.value(FieldName::te), "trailers");
  if (!wants_trailers) dropped.insert_all(fields, FieldName::trailer);
  return dropped;
}

void run_response_phases(Visit& visit) {
  for (const plugin::Handler* const handler : visit.responders) {
    handler->on_response(visit.exchange, visit.answer_head);
  }
}

// Whether the gateway says a field of that name itself in this head.
bool is_said(FieldName id, bool proxied, const AddedFields& ours) {
  switch (id) {
    case FieldName::x_kong_request_id:
      return ours.request_id;
    case FieldName::x_kong_upstream_latency:
    case FieldName::x_kong_proxy_latency:
      return ours.latency && proxied;
    case FieldName::x_kong_response_latency:
      return ours.latency && !proxied;
    case FieldName::x_kong_upstream_status:
      return ours.upstream_status && proxied;
    case FieldName::via:
      return ours.server_tokens && proxied;
    case FieldName::date:
      return !proxied;
    default:
      return false;
  }
}

// What plugins say, and with an answer of our own also what it says itself.
void write_plugins_fields(Visit& visit, const Settings& settings) {
  const plugin::AnswerHead& head = visit.answer_head;
  for (const http::Field& field : head.own()) {
    if (is_said(field.id, head.is_from_upstream(), settings.fields)) continue;
    h1::write_field(visit.out, field.name, field.value);
  }
}

struct OwnBody {
  http::Buffer bytes;
  std::string_view type;
};

// The body of an answer of our own: small and rare, not the common path. Some statuses cannot have
// one, whatever is configured (RFC 9110 section 6.4.1): its bytes would be read as the next answer.
OwnBody make_body(const Visit& visit, const OwnAnswer& own) {
  const plugin::Answer& answer = own.answer;
  OwnBody body;
  body.type = answer.content_type;
  if (answer.status == 204 || answer.status == 205 || answer.status == 304) return body;
  if (!answer.body.empty()) {
    body.bytes.append(answer.body);
  } else if (!answer.message.empty()) {
    const auto form = choose_form(own.head_read ? &visit.request : nullptr, own.maker);
    body.type = http::content_type(form);
    write_error_body(body.bytes, form, answer.message, visit.id.text());
  }
  return body;
}

// The fields of an answer of our own, for plugins to change.
void begin_own_head(Visit& visit, const plugin::Answer& answer, const OwnBody& body) {
  visit.answer_head.begin(answer.status, answer.fields);
  if (!body.bytes.empty()) visit.answer_head.set("Content-Type", body.type);
}

}  // namespace

BodyForm write_client_head(Visit& visit, const Settings& settings) {
  http::Buffer& out = visit.out;
  out.clear();
  const http::BodyEnd end = visit.response.framing.end;
  const bool dechunk = end == http::BodyEnd::chunked && is_old_client(visit);
  const bool early = !visit.request_body.is_done();
  if (end == http::BodyEnd::close || dechunk || early) visit.keep_client = false;

  http::FieldSet dropped = dropped_fields(visit, settings);
  const bool changed = !visit.responders.empty();
  if (changed) {
    visit.answer_head.begin(visit.response.status, visit.response.fields);
    run_response_phases(visit);
    dropped.merge(visit.answer_head.dropped());
  }
  h1::write_status_line(out, visit.response.status, visit.response.reason);
  h1::write_kept_fields(out, visit.response.fields, dropped);
  if (changed) write_plugins_fields(visit, settings);
  if (end == http::BodyEnd::chunked && !dechunk) {
    h1::write_trusted_field(out, "Transfer-Encoding", "chunked");
  }
  write_proxied_fields(visit, settings);
  write_connection(visit);
  h1::write_end(out);
  return dechunk ? BodyForm::dechunked : BodyForm::as_it_is;
}

void write_own_answer(Visit& visit, const OwnAnswer& own, const Settings& settings,
                      http::DateLine& date) {
  const plugin::Answer& answer = own.answer;
  const OwnBody body = make_body(visit, own);
  http::Buffer& out = visit.out;
  out.clear();
  h1::write_status_line(out, answer.status);
  h1::write_trusted_field(out, "Date", date.at(visit.record.at));
  if (answer.status != 204 && answer.status != 304) {
    h1::write_number_field(out, "Content-Length", body.bytes.size());
  }
  if (!visit.responders.empty()) {
    begin_own_head(visit, answer, body);
    run_response_phases(visit);
    write_plugins_fields(visit, settings);
  } else {
    if (!body.bytes.empty()) h1::write_field(out, "Content-Type", body.type);
    for (const http::Field& field : answer.fields) h1::write_field(out, field.name, field.value);
  }
  if (settings.fields.server_tokens && !has_server(visit, false)) {
    h1::write_trusted_field(out, "Server", settings.server);
  }
  if (settings.fields.latency) {
    h1::write_number_field(out, "X-Kong-Response-Latency",
                           milliseconds(own.now - visit.record.arrived));
  }
  if (settings.fields.request_id)
    h1::write_trusted_field(out, "X-Kong-Request-Id", visit.id.text());
  write_connection(visit);
  h1::write_end(out);
  const bool is_head = own.head_read && visit.request.method == http::Method::head;
  if (!is_head) out.append(body.bytes.view());
  visit.record.bytes_out = is_head ? 0 : body.bytes.size();
}

}  // namespace cardea::proxy
