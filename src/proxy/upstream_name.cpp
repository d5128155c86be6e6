// SPDX-License-Identifier: Apache-2.0
// A final dot is left out: it says nothing in SNI (RFC 6066 section 3) and stands in no
// certificate.
#include "proxy/upstream_name.h"

#include "http/ascii.h"
#include "http/authority.h"

namespace cardea::proxy {

std::string_view upstream_name(const RouteEntry& route, const http::RequestHead& request,
                               Arena& arena) {
  const std::string_view own = route.service->server_name;
  if (!route.preserve_host) return own;
  const auto authority = http::split_authority(request.host);
  if (!authority) return own;  // HTTP/1.0 knows requests without a Host
  std::string_view host = authority->host;
  if (authority->is_ipv6) host = host.substr(1, host.size() - 2);
  if (host.ends_with('.')) host.remove_suffix(1);
  return http::lower_case(host, arena.take(host.size()));
}

}  // namespace cardea::proxy
