// SPDX-License-Identifier: Apache-2.0
// Plain origins are found in sets; expressions are tried one after the other.
#include "plugins/cors/origins.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/time.h"
#include "observe/log.h"
#include "observe/once_per.h"

namespace cardea::plugins::cors {
namespace {

// A scheme, a host name of at most 253 bytes and a port; with some room.
constexpr std::size_t longest_origin = 512;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '.' || c == ':' || c == '/' || c == '-';
  });
}

// RFC 3986 section 3.1.
bool is_scheme(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
  });
}

// Where the port begins, at its `:`; the end when there is none. Colons in brackets do not count.
std::size_t port_at(std::string_view authority) {
  const auto colon = authority.rfind(':');
  if (colon == std::string_view::npos) return authority.size();
  return authority.find(']', colon) == std::string_view::npos ? colon : authority.size();
}

bool is_own_port(std::string_view scheme, std::string_view port) {
  return (scheme == "http" && port == ":80") || (scheme == "https" && port == ":443") ||
         port == ":";
}

void report_exhausted(std::string_view expression) {
  static observe::OncePer limit(std::chrono::minutes(1));
  const auto held = limit.pass(system_clock().boot());
  if (!held) return;
  observe::warn(
      "cors: the expression \"{}\" in config.origins takes too long on an origin, which is "
      "refused; "
      "rewrite it without nested repetitions ({} more)",
      expression, *held);
}

}  // namespace

NormalOrigin normal_origin(std::string_view text) {
  const auto colon = text.find("://");
  if (colon == std::string_view::npos || !is_scheme(text.substr(0, colon))) return {text, text};
  const auto from = colon + 3;
  auto authority = text.substr(from);
  authority = authority.substr(0, authority.find_first_of("/?#"));
  // An origin names nobody. What stands before an `@` would be taken for a host by some.
  if (authority.contains('@')) return {text, text};
  const auto port = port_at(authority);
  const auto host = authority.substr(0, port);
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  if (host.empty() || (host.contains(':') && !bracketed)) return {text, text};
  const bool cut = is_own_port(text.substr(0, colon), authority.substr(port));
  return {text.substr(0, from + (cut ? port : authority.size())), host};
}

Result<Origins> Origins::make(std::span<const std::string> configured) {
  Origins origins;
  origins.every_ = configured.empty() || std::ranges::find(configured, "*") != configured.end();
  if (origins.every_) return origins;
  if (configured.size() == 1 && is_plain(configured.front())) origins.only_ = configured.front();
  for (const std::string& text : configured) {
    if (is_plain(text)) {
      origins.add_plain(text);
      continue;
    }
    auto pattern = Pattern::compile(text, {.place = Pattern::Place::whole});
    if (!pattern) {
      return fail(Error::invalid(
          fmt::format("config.origins: \"{}\" is not a regular expression", text), Origin::self));
    }
    origins.expressions_.push_back({text, std::move(*pattern), !text.contains(':')});
  }
  return origins;
}

void Origins::add_plain(std::string_view text) {
  const NormalOrigin normal = normal_origin(text);
  wholes_.emplace(normal.whole);
  if (!text.contains(':')) hosts_.emplace(normal.host);
}

bool Origins::contain(const NormalOrigin& origin) const {
  if (origin.whole.size() > longest_origin) return false;
  if (wholes_.contains(origin.whole)) return true;
  if (hosts_.contains(origin.host)) return true;
  for (const Expression& one : expressions_) {
    const auto outcome = one.pattern.match(one.by_host ? origin.host : origin.whole);
    if (outcome.matched) return true;
    if (outcome.failed) {  // the others would let this client cost as much each
      report_exhausted(one.text);
      return false;
    }
  }
  return false;
}

}  // namespace cardea::plugins::cors
