// SPDX-License-Identifier: Apache-2.0
// The table, by exact name or by prefix (a pattern ending in `*`); the first line that fits speaks.
#include "app/kong_settings.h"

#include <array>

namespace cardea::app {
namespace {

struct Ignored {
  std::string_view pattern;
  std::string_view reason;
};

constexpr std::array ignored = {
    // Where it runs.
    Ignored{"prefix", "Cardea keeps its files in data_dir"},
    Ignored{"nginx_user", "Cardea runs as who starts it"},
    Ignored{"nginx_main_user", "Cardea runs as who starts it"},
    Ignored{"nginx_daemon",
            "Cardea stays in the foreground; systemd or a container puts it behind"},
    Ignored{"nginx_main_daemon",
            "Cardea stays in the foreground; systemd or a container puts it behind"},
    Ignored{"nginx_main_worker_rlimit_nofile",
            "Cardea raises its limit of open files as far as it may"},
    Ignored{"nginx_events_worker_connections",
            "max_connections limits connections, all cores together"},
    Ignored{"nginx_http_large_client_header_buffers",
            "client_max_header_size and client_max_uri_size limit request heads"},
    Ignored{"nginx_http_client_header_buffer_size", "client_max_header_size limits request heads"},
    Ignored{"nginx_http_client_body_buffer_size", "bodies are streamed, not buffered"},
    Ignored{"nginx_admin_client_body_buffer_size",
            "admin_client_max_body_size limits bodies of Admin API requests"},
    Ignored{"client_body_buffer_size", "bodies are streamed, not buffered"},
    Ignored{"nginx_*",
            "there is no nginx inside; settings of Cardea's own cover limits and times (cardea "
            "manual settings)"},
    Ignored{"openresty_path", "there is no nginx inside"},
    Ignored{"lua_*", "there is no Lua inside"},
    Ignored{"untrusted_lua*", "there is no Lua inside"},
    Ignored{"legacy_worker_events", "threads pass messages; there are no worker processes"},

    // Logs and reports.
    Ignored{"admin_error_log", "all diagnostics go to error_log"},
    Ignored{"status_error_log", "all diagnostics go to error_log"},
    Ignored{"status_access_log", "requests to the status listener are not logged"},
    Ignored{"debug_*", "there is no debug listener"},
    Ignored{"proxy_stream_*", "TCP and UDP streams are not proxied"},
    Ignored{"anonymous_reports", "Cardea reports nothing to anybody"},
    Ignored{"tracing_*", "tracing is not built yet"},
    Ignored{"opentelemetry_tracing*", "tracing is not built yet"},
    Ignored{"generate_trace_details", "tracing is not built yet"},
    Ignored{"error_template_*", "error bodies are those of Kong's own templates"},
    Ignored{"error_default_type", "error bodies follow the request's Accept header"},
    Ignored{"allow_debug_header", "the Kong-Debug header is not answered"},
    Ignored{"request_debug*", "the X-Kong-Request-Debug header is not answered"},

    // Plugins and secrets.
    Ignored{"plugins", "all plugins are built in and available"},
    Ignored{"pluginserver_*", "plugins in other processes are not supported"},
    Ignored{"wasm*", "WebAssembly filters are not supported"},
    Ignored{"proxy_wasm*", "WebAssembly filters are not supported"},
    Ignored{"vaults", "references into vaults are not supported; give secrets in the environment"},
    Ignored{"vault_*", "references into vaults are not supported; give secrets in the environment"},

    // Listeners and TLS.
    Ignored{"stream_listen", "TCP and UDP streams are not proxied"},
    Ignored{"port_maps", "X-Forwarded-Port names the listener's own port"},
    Ignored{"host_ports", "X-Forwarded-Port names the listener's own port"},
    Ignored{"proxy_server*", "Cardea connects to upstreams directly"},
    Ignored{"proxy_url", "it belongs to Kong Enterprise"},
    Ignored{"ssl_cipher_suite",
            "TLS 1.2 is offered with forward secrecy and AEAD only; ssl_ciphers names others"},
    Ignored{"ssl_prefer_server_ciphers", "clients choose among ciphers that are all good"},
    Ignored{"ssl_dhparam", "only elliptic curves are used for key exchange"},
    Ignored{"ssl_session_*", "TLS sessions are resumed as OpenSSL does by itself"},
    Ignored{"client_ssl*", "give a service its client_certificate"},
    Ignored{"admin_ssl_*", "all `ssl` listeners use ssl_cert"},
    Ignored{"status_ssl_*", "all `ssl` listeners use ssl_cert"},
    Ignored{"admin_api_uri", "there is no Kong Manager"},
    Ignored{"admin_gui_*", "there is no Kong Manager"},

    // Storage, cache, cluster.
    Ignored{"pg_*", "this version stores in SQLite (sqlite_path)"},
    Ignored{"cassandra_*", "Cassandra is not supported"},
    Ignored{"declarative_config*",
            "entities come from the Admin API, not from a file read at start"},
    Ignored{"lmdb_*", "there is no LMDB inside"},
    Ignored{"db_cache_warmup_entities", "records are read when first needed"},
    Ignored{"db_*", "cached records hold until they change; an Admin API answer means in force"},
    Ignored{"worker_*", "an Admin API answer means in force on all cores"},
    Ignored{"router_flavor", "routes match as in traditional_compatible"},
    Ignored{"route_validation_strategy", "it belongs to Kong Enterprise"},
    Ignored{"enforce_route_path_pattern", "it belongs to Kong Enterprise"},
    Ignored{"role", "every node carries traffic and serves the Admin API"},
    Ignored{"cluster_*", "there are no control and data planes to connect"},
    Ignored{"allow_inconsistent_data_plane_plugins", "there are no control and data planes"},
    Ignored{"konnect_mode", "there is no Konnect to connect to"},
    Ignored{"kic", "it belongs to Kong's ingress controller"},
    Ignored{"feature_conf_path", "it belongs to Kong Enterprise"},
    Ignored{"concurrency_limit", "requests are not queued"},

    // DNS.
    Ignored{"dns_no_sync", "one question at a time is asked for a name"},
    Ignored{"new_dns_client", "there is one DNS client; dns_* set it up"},
    Ignored{"resolver_*", "there is one DNS client; dns_* set it up"},

    // Kong Enterprise.
    Ignored{"keyring_enabled", "secrets in the store are always sealed (keyring_path)"},
    Ignored{"keyring_blob_path", "secrets in the store are always sealed (keyring_path)"},
    Ignored{"keyring_public_key", "secrets in the store are always sealed (keyring_path)"},
    Ignored{"keyring_private_key", "secrets in the store are always sealed (keyring_path)"},
    Ignored{"keyring_strategy", "secrets in the store are always sealed (keyring_path)"},
    Ignored{"keyring_recovery_public_key", "secrets in the store are always sealed (keyring_path)"},
    Ignored{"keyring_vault_*", "secrets in the store are always sealed (keyring_path)"},
    Ignored{"portal*", "it belongs to Kong Enterprise"},
    Ignored{"vitals*", "it belongs to Kong Enterprise; /metrics is on the status listener"},
    Ignored{"analytics_*", "it belongs to Kong Enterprise"},
    Ignored{"audit_log*", "it belongs to Kong Enterprise"},
    Ignored{"smtp_*", "it belongs to Kong Enterprise"},
    Ignored{"admin_approved_email", "it belongs to Kong Enterprise"},
    Ignored{"admin_emails_*", "it belongs to Kong Enterprise"},
    Ignored{"admin_invitation_expiry", "it belongs to Kong Enterprise"},
    Ignored{"enforce_rbac", "it belongs to Kong Enterprise; admin_auth guards the Admin API"},
    Ignored{"rbac_*", "it belongs to Kong Enterprise; admin_auth guards the Admin API"},
    Ignored{"event_hooks_enabled", "it belongs to Kong Enterprise"},
    Ignored{"fips", "it belongs to Kong Enterprise"},
    Ignored{"license_*", "there is no licence to check"},
    Ignored{"password", "Kong's migrations read it; Cardea has no such user"},
};

}  // namespace

std::string_view why_without_effect(std::string_view name) {
  for (const auto& [pattern, reason] : ignored) {
    const bool fits = pattern.ends_with('*')
                          ? name.starts_with(pattern.substr(0, pattern.size() - 1))
                          : name == pattern;
    if (fits) return reason;
  }
  return {};
}

}  // namespace cardea::app
