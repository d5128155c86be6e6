// SPDX-License-Identifier: Apache-2.0
// Written as text: most of it is strings of strangers, and names may repeat.
#include "plugins/request_termination/echo.h"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/json/array.hpp>
#include <map>
#include <vector>

#include "base/pattern.h"
#include "http/ascii.h"
#include "http/authority.h"
#include "http/query.h"
#include "json/parse.h"
#include "json/write.h"
#include "net/stream.h"
#include "observe/json_line.h"

namespace cardea::plugins::request_termination {
namespace {

using observe::append_json_text;

// An object under construction.
class Members {
 public:
  explicit Members(std::string& out) : out_(out) { out_ += '{'; }

  std::string& member(std::string_view name) {
    if (!first_) out_ += ',';
    first_ = false;
    append_json_text(out_, name);
    out_ += ':';
    return out_;
  }
  void text(std::string_view name, std::string_view value) {
    append_json_text(member(name), value);
  }
  void close() { out_ += '}'; }

 private:
  std::string& out_;
  bool first_ = true;
};

// Values by name, as Kong shows them: one alone, several as an array; JSON already.
using Values = std::map<std::string, std::vector<std::string>, std::less<>>;

void add(Values& values, std::string name, std::string_view value) {
  std::string text;
  append_json_text(text, value);
  values[std::move(name)].push_back(std::move(text));
}

void write_values(std::string& out, const Values& values) {
  Members object(out);
  for (const auto& [name, each] : values) {
    std::string& to = object.member(name);
    to += each.size() == 1 ? each.front() : fmt::format("[{}]", fmt::join(each, ","));
  }
  object.close();
}

Values headers_of(const http::Fields& fields) {
  Values values;
  for (const http::Field& field : fields) {
    std::string name(field.name.size(), '\0');
    http::lower_case(field.name, name.data());
    add(values, std::move(name), field.value);
  }
  return values;
}

std::string decoded(std::string_view text) {
  std::string room(text.size(), '\0');
  return std::string(http::decode_query(text, room.data()));
}

Values arguments_of(std::string_view query) {
  Values values;
  http::QueryArgs args(query);
  http::QueryArg arg;
  while (args.next(arg)) {
    if (arg.has_value) {
      add(values, decoded(arg.name), decoded(arg.value));
    } else {
      values[decoded(arg.name)].emplace_back("true");
    }
  }
  return values;
}

// The body as its type says, where that is one we can read.
void write_parsed_body(Members& request, std::string_view type, std::string_view body) {
  const auto name = http::trim(type.substr(0, type.find(';')));
  if (http::equals_ignoring_case(name, "application/x-www-form-urlencoded")) {
    write_values(request.member("body"), arguments_of(body));
  } else if (http::equals_ignoring_case(name, "application/json")) {
    if (const auto value = json::parse(body)) json::write_to(request.member("body"), *value);
  }
}

// What the groups of the route's expression hold. A route has few paths, and an echo is for people:
// which of them matched is found out here, so that nothing need be kept for it.
Pattern::Captures captures_of(const Row& route, std::string_view path) {
  const auto* const paths = route ? route->if_contains("paths") : nullptr;
  if (paths == nullptr || !paths->is_array()) return {};
  for (const json::Value& one : paths->get_array()) {
    const std::string_view text = one.is_string() ? one.get_string() : std::string_view();
    if (!text.starts_with('~')) continue;
    const auto pattern = Pattern::compile(text.substr(1), {.place = Pattern::Place::at_start});
    if (!pattern) continue;
    if (auto captures = pattern->captures(path)) return std::move(*captures);
  }
  return {};
}

void write_captures(std::string& out, const Pattern::Captures& captures) {
  Members object(out);
  Members named(object.member("named"));
  for (const auto& [name, value] : captures.named) named.text(name, value);
  named.close();
  std::string& to = object.member("unnamed");
  to += '[';
  for (const std::string& value : captures.groups) {
    if (to.back() != '[') to += ',';
    append_json_text(to, value);
  }
  to += ']';
  object.close();
}

void write_request(std::string& out, const Echo& echo) {
  const plugin::Exchange& exchange = echo.exchange;
  const http::RequestHead& head = exchange.request();
  const net::Stream* const stream = exchange.arrival().connection.stream;
  const auto authority = http::split_authority(head.host);
  std::string host(authority ? authority->host : head.host);
  http::lower_case(host, host.data());
  Members request(out);
  request.text("scheme", stream != nullptr && stream->is_tls() ? "https" : "http");
  request.text("host", host);
  request.member("port") += fmt::format("{}", stream != nullptr ? stream->local().port() : 0);
  write_values(request.member("headers"), headers_of(head.fields));
  write_values(request.member("query"), arguments_of(head.target.query));
  if (echo.body) {
    write_parsed_body(request, head.fields.value(http::FieldName::content_type), *echo.body);
    request.text("raw_body", *echo.body);
  }
  request.text("method", head.method_text);
  request.text("path", exchange.arrival().path);
  write_captures(request.member("uri_captures"), captures_of(echo.route, exchange.arrival().path));
  request.close();
}

}  // namespace

std::string write_echo(const Echo& echo) {
  std::string out;
  Members document(out);
  if (!echo.message.empty()) document.text("message", echo.message);
  Members node(document.member("kong"));
  node.text("node_id", echo.node.id);
  node.member("worker_pid") += fmt::format("{}", ::getpid());
  node.text("hostname", echo.node.hostname);
  node.close();
  write_request(document.member("request"), echo);
  if (echo.route) json::write_to(document.member("matched_route"), json::Value(*echo.route));
  if (echo.service) json::write_to(document.member("matched_service"), json::Value(*echo.service));
  document.close();
  return out;
}

}  // namespace cardea::plugins::request_termination
