// SPDX-License-Identifier: Apache-2.0
// The grammar is the request target's absolute form, which is judged in target.cpp.
#include "http/url.h"

#include <algorithm>

#include "http/ascii.h"
#include "http/authority.h"
#include "http/target.h"

namespace cardea::http {
namespace {

constexpr std::uint16_t usual_port(bool tls) {
  return tls ? 443 : 80;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return to_lower(c); });
  return out;
}

}  // namespace

std::string Url::text() const {
  return (tls ? "https://" : "http://") + authority + target;
}

std::optional<Url> parse_url(std::string_view text) {
  if (text.size() > max_url) return std::nullopt;
  const auto split = split_target(text, Method::get);
  if (!split || split->form != TargetForm::absolute) return std::nullopt;
  const auto authority = split_authority(split->authority);
  if (!authority) return std::nullopt;
  Url url;
  url.tls = lower(split->scheme) == "https";
  url.port = authority->port.value_or(usual_port(url.tls));
  if (url.port == 0) return std::nullopt;
  const std::string host = lower(authority->host);
  url.authority = host;
  if (url.port != usual_port(url.tls)) url.authority += ':' + std::to_string(url.port);
  url.host = authority->is_ipv6 ? host.substr(1, host.size() - 2) : host;
  url.target = split->path.empty() ? std::string("/") : std::string(split->path);
  url.target += split->question();
  return url;
}

}  // namespace cardea::http
