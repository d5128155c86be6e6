// SPDX-License-Identifier: Apache-2.0
// Trust is judged on the peer that connected. X-Forwarded-For is appended to even when the peer is
// not trusted, as Kong's users expect; everything else an untrusted peer says is replaced.
#include "proxy/origin.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "http/ascii.h"
#include "http/authority.h"
#include "http/list.h"

namespace cardea::proxy {
namespace {

using http::FieldName;

// "10.0.0.1", "10.0.0.1:80", "[::1]:80" or "::1" as proxies write them.
Result<net::Address> read_address(std::string_view text) {
  const auto plain = net::Address::from_ip(text, 0);
  if (plain) return plain;
  const auto authority = http::split_authority(text);
  if (!authority) return plain;
  std::string_view host = authority->host;
  if (authority->is_ipv6) host = host.substr(1, host.size() - 2);
  return net::Address::from_ip(host, 0);
}

// The values of all fields of this name as one list, in their order: what a proxy says in a line of
// its own counts as much as what it appends (RFC 9110 section 5.3).
std::string_view whole_list(const http::Fields& fields, std::string_view name, Arena& arena) {
  std::size_t size = 0;
  std::size_t count = 0;
  std::string_view only;
  for (const http::Field& field : fields) {
    if (!http::equals_ignoring_case(field.name, name)) continue;
    only = field.value;
    size += field.value.size() + 2;
    ++count;
  }
  if (count < 2) return only;
  char* const out = arena.take(size);
  char* to = out;
  for (const http::Field& field : fields) {
    if (!http::equals_ignoring_case(field.name, name)) continue;
    if (to != out) to = std::ranges::copy(std::string_view(", "), to).out;
    to = std::ranges::copy(field.value, to).out;
  }
  return {out, static_cast<std::size_t>(to - out)};
}

// nginx's real_ip: the last entry of the list or, recursively, the last one that is not a trusted
// proxy.
net::Address real_client(const http::RequestHead& head, const net::Address& peer,
                         const Settings& settings, Arena& arena) {
  net::Address client = peer;
  std::string_view rest = whole_list(head.fields, settings.real_ip_field, arena);
  while (!rest.empty()) {
    const std::size_t comma = rest.rfind(',');
    std::string_view last = comma == std::string_view::npos ? rest : rest.substr(comma + 1);
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(0, comma);
    last = http::ListMembers(last).next();
    const auto address = read_address(last);
    if (!address) break;
    client = *address;
    if (!settings.real_ip_recursive || !settings.trusted.contains(client)) break;
  }
  return client;
}

std::string_view text_of(const net::Address& address, Arena& arena) {
  std::array<char, 108> text{};
  return arena.copy(address.host_into(text));
}

std::string_view number(std::uint16_t value, Arena& arena) {
  char* const out = arena.take(5);
  const auto end = std::to_chars(out, out + 5, value).ptr;
  return {out, static_cast<std::size_t>(end - out)};
}

std::string_view trusted_or(const RequestOrigin& origin, const http::RequestHead& head,
                            FieldName name, std::string_view own) {
  if (!origin.trusted) return own;
  const auto* const field = head.fields.find(name);
  return field == nullptr ? own : field->value;
}

}  // namespace

RequestOrigin find_origin(const http::RequestHead& head, const Entrance& entrance,
                          const Settings& settings, Arena& arena) {
  RequestOrigin origin;
  origin.trusted = !settings.trusted.empty() && settings.trusted.contains(entrance.peer);
  origin.client = entrance.peer;
  origin.client_text = entrance.peer_text;
  if (origin.trusted) {
    origin.client = real_client(head, entrance.peer, settings, arena);
    if (origin.client != entrance.peer) origin.client_text = text_of(origin.client, arena);
  }
  const auto authority = http::split_authority(head.host);
  const std::string_view own_host = authority ? authority->host : head.host;
  origin.scheme =
      trusted_or(origin, head, FieldName::x_forwarded_proto, entrance.tls ? "https" : "http");
  origin.host = trusted_or(origin, head, FieldName::x_forwarded_host, own_host);
  origin.port = trusted_or(origin, head, FieldName::x_forwarded_port, number(entrance.port, arena));
  origin.path = trusted_or(origin, head, FieldName::x_forwarded_path, head.target.path);
  origin.prefix = trusted_or(origin, head, FieldName::x_forwarded_prefix, {});
  const std::string_view before = head.fields.is_repeated(FieldName::x_forwarded_for)
                                      ? whole_list(head.fields, "X-Forwarded-For", arena)
                                      : head.fields.value(FieldName::x_forwarded_for);
  origin.forwarded_for =
      before.empty() ? origin.client_text : arena.join({before, ", ", entrance.peer_text});
  return origin;
}

std::string_view with_via(const http::Fields& fields, std::string_view own, Arena& arena) {
  if (!fields.has(FieldName::via)) return own;
  std::size_t size = own.size();
  for (const http::Field& field : fields) {
    if (field.id == FieldName::via) size += field.value.size() + 2;
  }
  char* const begin = arena.take(size);
  char* at = begin;
  for (const http::Field& field : fields) {
    if (field.id != FieldName::via) continue;
    at = std::ranges::copy(field.value, at).out;
    at = std::ranges::copy(std::string_view(", "), at).out;
  }
  std::ranges::copy(own, at);
  return {begin, size};
}

}  // namespace cardea::proxy
