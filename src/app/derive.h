// SPDX-License-Identifier: Apache-2.0
// From what an operator set to what each part of the house wants to be told.
#pragma once

#include <string>
#include <vector>

#include "admin/guard.h"
#include "admin/server.h"
#include "app/node_config.h"
#include "identity/passwords.h"
#include "net/resolver.h"
#include "net/tls.h"
#include "proxy/compile_parts.h"
#include "proxy/settings.h"

namespace cardea::app {

proxy::Settings proxy_settings(const NodeConfig& config);
identity::PasswordOptions password_options(const NodeConfig& config);
net::ResolverOptions resolver_options(const NodeConfig& config);
proxy::UpstreamTls upstream_tls(const NodeConfig& config);
admin::ServerSettings admin_server_settings(const NodeConfig& config);
admin::GuardSettings guard_settings(const NodeConfig& config);

/// The certificates of the settings, or the one in the data directory, which is made when it is
/// missing. Never empty; errors name the file.
Result<std::vector<net::Certificate>> server_certificates(const NodeConfig& config);
/// What all `ssl` listeners speak; which certificate a client sees depends on the name it asks for.
Result<net::TlsContext> server_tls(const NodeConfig& config);
/// Whether the certificates, keys, ciphers and authorities that the settings name can be used.
/// Reads files, creates nothing; errors name the file.
Status check_tls(const NodeConfig& config);

}  // namespace cardea::app
