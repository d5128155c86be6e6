// SPDX-License-Identifier: Apache-2.0
// From what an operator set to what each part of the house wants to be told.
#pragma once

#include <string>

#include "admin/guard.h"
#include "admin/server.h"
#include "app/node_config.h"
#include "net/resolver.h"
#include "net/tls.h"
#include "proxy/compile_parts.h"
#include "proxy/settings.h"

namespace cardea::app {

proxy::Settings proxy_settings(const NodeConfig& config);
net::ResolverOptions resolver_options(const NodeConfig& config);
proxy::UpstreamTls upstream_tls(const NodeConfig& config);
admin::ServerSettings admin_server_settings(const NodeConfig& config);
admin::GuardSettings guard_settings(const NodeConfig& config);

/// The certificate of the settings, or the one in the data directory, which is made when it is
/// missing.
Result<net::Certificate> server_certificate(const NodeConfig& config);
Result<net::TlsContext> server_tls(const NodeConfig& config);

}  // namespace cardea::app
