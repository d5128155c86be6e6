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

void write_proxied_fields(Visit& visit, const Settings& settings) {
  http::Buffer& out = visit.out;
  const Record& record = visit.record;
  if (settings.fields.server_tokens) {
    if (!visit.response.fields.has(FieldName::server)) {
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

}  // namespace

BodyForm write_client_head(Visit& visit, const Settings& settings) {
  http::Buffer& out = visit.out;
  out.clear();
  const http::BodyEnd end = visit.response.framing.end;
  const bool dechunk = end == http::BodyEnd::chunked && is_old_client(visit);
  const bool early = !visit.request_body.is_done();
  if (end == http::BodyEnd::close || dechunk || early) visit.keep_client = false;

  h1::write_status_line(out, visit.response.status, visit.response.reason);
  h1::write_kept_fields(out, visit.response.fields, dropped_fields(visit, settings));
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
  const http::RequestHead* const head = own.head_read ? &visit.request : nullptr;
  http::Buffer body;  // small and rare: answers of our own are not the common path
  std::string_view type = answer.content_type;
  if (!answer.body.empty()) {
    body.append(answer.body);
  } else if (!answer.message.empty()) {
    const http::MediaType form = choose_form(head, own.maker);
    type = http::content_type(form);
    write_error_body(body, form, answer.message, visit.id.text());
  }

  http::Buffer& out = visit.out;
  out.clear();
  h1::write_status_line(out, answer.status);
  h1::write_trusted_field(out, "Date", date.at(visit.record.at));
  if (!body.empty()) h1::write_trusted_field(out, "Content-Type", type);
  h1::write_number_field(out, "Content-Length", body.size());
  for (const http::Field& field : answer.fields) h1::write_field(out, field.name, field.value);
  if (settings.fields.server_tokens) h1::write_trusted_field(out, "Server", settings.server);
  if (settings.fields.latency) {
    h1::write_number_field(out, "X-Kong-Response-Latency",
                           milliseconds(own.now - visit.record.arrived));
  }
  if (settings.fields.request_id)
    h1::write_trusted_field(out, "X-Kong-Request-Id", visit.id.text());
  write_connection(visit);
  h1::write_end(out);
  const bool is_head = head != nullptr && head->method == http::Method::head;
  if (!is_head) out.append(body.view());
  visit.record.bytes_out = is_head ? 0 : body.size();
}

}  // namespace cardea::proxy
