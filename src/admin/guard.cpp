// SPDX-License-Identifier: Apache-2.0
// Three questions: does Host name us (DNS rebinding), does a browser send this for another site
// (CSRF), is there a token. Every configured token is compared, so that time does not tell which
// one came close.
#include "admin/guard.h"

#include <algorithm>

#include "http/ascii.h"
#include "http/authority.h"
#include "net/address.h"

namespace cardea::admin {
namespace {

using http::FieldName;

std::string lower(std::string_view text) {
  std::string out(text);
  http::lower_case(text, out.data());
  return out;
}

bool is_our_name(std::string_view host, const GuardSettings& settings) {
  const auto authority = http::split_authority(host);
  if (!authority) return false;
  if (authority->is_ipv6 || net::Address::from_ip(authority->host, 0)) return true;
  const std::string name = lower(authority->host);
  return name == "localhost" ||
         std::ranges::find(settings.allowed_hosts, name) != settings.allowed_hosts.end();
}

// The host[:port] of an Origin value; empty for `null` and what is none.
std::string_view origin_host(std::string_view origin) {
  const std::size_t at = origin.find("://");
  return at == std::string_view::npos ? std::string_view() : origin.substr(at + 3);
}

// 127.0.0.0/8. A mere `127.` at the start may belong to a name: 127.evil.example.
bool is_loopback(std::string_view host) {
  return host.starts_with("127.") && net::Address::from_ip(host, 0);
}

// Pages of this machine or of a configured name: an operator's own console on another port.
bool is_own_page(std::string_view host, const GuardSettings& settings) {
  const auto authority = http::split_authority(host);
  if (!authority) return false;
  const std::string name = lower(authority->host);
  return name == "localhost" || name == "[::1]" || is_loopback(name) ||
         std::ranges::find(settings.allowed_hosts, name) != settings.allowed_hosts.end();
}

bool is_cross_site(const http::RequestHead& head, const GuardSettings& settings) {
  const std::string_view site = head.fields.value(FieldName::sec_fetch_site);
  if (!site.empty()) return site != "same-origin" && site != "none";
  const auto* const origin = head.fields.find(FieldName::origin);
  if (origin == nullptr) return false;
  const std::string_view host = origin_host(origin->value);
  return !http::equals_ignoring_case(host, head.host) && !is_own_page(host, settings);
}

std::string_view shown_token(const http::RequestHead& head) {
  if (const auto* const own = head.fields.find("kong-admin-token")) return own->value;
  std::string_view value = head.fields.value(FieldName::authorization);
  constexpr std::string_view scheme = "Bearer ";
  if (value.size() <= scheme.size()) return {};
  if (!http::equals_ignoring_case(value.substr(0, scheme.size()), scheme)) return {};
  return http::trim(value.substr(scheme.size()));
}

bool is_known(std::string_view token, const GuardSettings& settings) {
  bool known = false;
  for (const Secret& one : settings.tokens) known = one.equals(token) || known;
  return known && !token.empty();
}

}  // namespace

std::optional<Reply> refuse_caller(const http::RequestHead& head, const GuardSettings& settings,
                                   bool local) {
  if (local) return std::nullopt;
  if (!is_our_name(head.host, settings)) {
    return message(403,
                   "The Admin API is not served under this Host: use an IP address or localhost, "
                   "or add the name to the setting admin_allowed_hosts");
  }
  if (is_cross_site(head, settings)) {
    return message(403, "The Admin API refuses requests that a browser sends for another site");
  }
  if (settings.needs_token && !is_known(shown_token(head), settings)) {
    Reply reply =
        message(401,
                "The Admin API needs a token: send `Authorization: Bearer <token>` with one of "
                "the setting admin_token");
    reply.fields.emplace_back("WWW-Authenticate", "Bearer realm=\"cardea admin\"");
    return reply;
  }
  return std::nullopt;
}

}  // namespace cardea::admin
