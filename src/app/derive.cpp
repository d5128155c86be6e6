// SPDX-License-Identifier: Apache-2.0
// Plain copying, apart from the certificates.
#include "app/derive.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "admin/target.h"
#include "app/plugin_table.h"
#include "base/version.h"
#include "net/certificates.h"

namespace cardea::app {
namespace {

constexpr std::size_t password_memory_share = 16;  // of mem_cache_size
constexpr std::size_t token_memory_share = 4;      // of mem_cache_size, for all cores together

// Whole or not at all, so that a full disk leaves nothing behind that the next start stumbles over.
Status write_private(const std::string& path, std::string_view text) {
  const std::string beside = path + ".new";
  const int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) {
    return fail(Error::unavailable(
        "cannot write " + path + ": check the directory's owner and free space", Origin::self));
  }
  const bool whole = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  ::close(file);
  if (!whole || ::rename(beside.c_str(), path.c_str()) != 0)
    return fail(Error::unavailable("cannot write " + path + ": the disk is full?", Origin::self));
  return {};
}

// The one in the data directory, made when it is missing.
Result<net::Certificate> self_signed(const std::string& data_dir) {
  const std::string chain = data_dir + "/self-signed.crt";
  const std::string key = data_dir + "/self-signed.key";
  if (!std::filesystem::exists(chain) || !std::filesystem::exists(key)) {
    const std::vector<std::string> names = {"localhost", "127.0.0.1", "::1"};
    const auto made = net::Certificate::make_self_signed(names);
    if (!made) return fail(made);
    const auto key_written = write_private(key, made->key.reveal());
    if (!key_written) return fail(key_written);
    const auto chain_written = write_private(chain, made->chain);
    if (!chain_written) return fail(chain_written);
  }
  return net::Certificate::from_files(chain, key);
}

Result<net::TlsContext> context_showing(const std::vector<net::Certificate>& all,
                                        const NodeConfig& config) {
  net::TlsServerOptions options;
  options.versions = config.ssl_protocols;
  options.ciphers = config.ssl_ciphers;
  if (all.size() > 1) {
    options.choose = [known = net::Certificates(all)](std::string_view name) {
      auto found = known.find(name);
      return found ? found : known.preset();
    };
  }
  return net::TlsContext::server(all.front(), options);
}

}  // namespace

proxy::Settings proxy_settings(const NodeConfig& config) {
  const unsigned workers = std::max(config.workers, 1U);
  proxy::Settings settings;
  settings.limits.head_bytes = static_cast<std::uint32_t>(config.client_max_header_size.count);
  settings.limits.target_bytes = static_cast<std::uint32_t>(config.client_max_uri_size.count);
  settings.limits.fields = config.client_max_headers;
  settings.max_body = config.client_max_body_size.count;
  settings.requests_per_connection = config.client_keepalive_requests;
  settings.max_clients = (config.max_connections + workers - 1) / workers;
  settings.timeouts = {.head = config.client_header_timeout,
                       .body = config.client_body_timeout,
                       .send = config.client_send_timeout,
                       .keep_alive = config.client_keepalive_timeout};
  settings.fields = {.server_tokens = config.headers.server,
                     .latency = config.headers.upstream_latency,
                     .request_id = config.headers.request_id,
                     .upstream_status = config.headers.upstream_status,
                     .request_id_upstream = config.headers_upstream.request_id};
  settings.trusted = config.trusted_ips;
  settings.real_ip_field = config.real_ip_header;
  settings.real_ip_recursive = config.real_ip_recursive;
  settings.pool = {.pool_size = config.upstream_keepalive_pool_size,
                   .idle_timeout = config.upstream_keepalive_idle_timeout,
                   .max_requests = config.upstream_keepalive_max_requests};
  settings.token_memory = config.mem_cache_size.count / token_memory_share / workers;
  const double misses = static_cast<double>(config.unknown_credential_rate) / workers;
  settings.misses = {.per_second = misses, .burst = std::max(2 * misses, 1.0)};
  settings.decisions = config.decisions;
  settings.decisions_memory = config.decisions_memory.count / workers;
  settings.server = "cardea/" + std::string(version);
  return settings;
}

identity::PasswordOptions password_options(const NodeConfig& config) {
  return {.form = config.basic_auth_hash,
          .threads = config.basic_auth_threads,
          .queue_limit = config.basic_auth_queue,
          .memory = config.mem_cache_size.count / password_memory_share};
}

net::ResolverOptions resolver_options(const NodeConfig& config) {
  net::ResolverOptions options;
  options.servers = config.dns_resolver;
  options.hosts_file = config.dns_hostsfile;
  options.ipv4 = config.dns_order.ipv4;
  options.ipv6 = config.dns_order.ipv6;
  options.valid_ttl = config.dns_valid_ttl;
  options.stale = config.dns_stale_ttl;
  options.not_found_ttl = config.dns_not_found_ttl;
  options.error_ttl = config.dns_error_ttl;
  options.cache_size = config.dns_cache_size;
  return options;
}

proxy::UpstreamTls upstream_tls(const NodeConfig& config) {
  return {
      .verify = config.upstream_tls_verify,
      .ca_file = config.ssl_trusted_certificate == "system" ? "" : config.ssl_trusted_certificate,
      .depth = static_cast<int>(config.ssl_verify_depth)};
}

admin::ServerSettings admin_server_settings(const NodeConfig& config) {
  admin::ServerSettings settings;
  settings.server = "cardea/" + std::string(version);
  settings.max_body = config.admin_client_max_body_size.count;
  settings.path_in_log = [](const admin::Call& call) {
    return admin::path_without_secrets(catalog(), call);
  };
  return settings;
}

admin::GuardSettings guard_settings(const NodeConfig& config) {
  return {.needs_token = config.admin_auth == AdminAuth::token,
          .tokens = config.admin_token,
          .allowed_hosts = config.admin_allowed_hosts};
}

Result<std::vector<net::Certificate>> server_certificates(const NodeConfig& config) {
  std::vector<net::Certificate> all;
  for (std::size_t i = 0; i < config.ssl_cert.size(); ++i) {
    auto one = net::Certificate::from_files(config.ssl_cert[i], config.ssl_cert_key[i]);
    if (!one) return fail(std::move(one));
    all.push_back(std::move(*one));
  }
  if (!all.empty()) return all;
  auto own = self_signed(config.data_dir);
  if (!own) return fail(std::move(own));
  all.push_back(std::move(*own));
  return all;
}

Result<net::TlsContext> server_tls(const NodeConfig& config) {
  const auto all = server_certificates(config);
  if (!all) return fail(all);
  return context_showing(*all, config);
}

Status check_tls(const NodeConfig& config) {
  if (!config.ssl_cert.empty()) {
    if (auto used = server_tls(config); !used) return fail(std::move(used));
  }
  net::TlsClientOptions options;
  options.ca_file = upstream_tls(config).ca_file;
  if (auto used = net::TlsContext::client(options); !used) return fail(std::move(used));
  return {};
}

}  // namespace cardea::app
