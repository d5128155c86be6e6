// SPDX-License-Identifier: Apache-2.0
// The table of settings: one declaration each, which is the only place where its name, type,
// default, limits and description stand.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "app/setting.h"
#include "base/uuid.h"

namespace cardea::app {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

constexpr Duration day = hours(24);

std::unexpected<Error> wrong(std::string detail) {
  return fail(Error::invalid(std::move(detail), Origin::self));
}

Status obeys_log_path(const std::string& path) {
  if (path.find_first_of(" \t") == std::string::npos) return {};
  return wrong("names a format after the path; access lines are always JSON objects");
}

void add_listeners(std::vector<Setting>& all) {
  all.push_back(Declared("proxy_listen", &NodeConfig::proxy_listen,
                         "0.0.0.0:8000, 0.0.0.0:8443 ssl",
                         "Where clients are served: `off`, or addresses with the words ssl, http2, "
                         "deferred, backlog=N."));
  all.push_back(Declared("admin_listen", &NodeConfig::admin_listen, "127.0.0.1:8001",
                         "Where the Admin API is served, written like proxy_listen. An address "
                         "that other machines reach needs "
                         "admin_auth written out."));
  all.push_back(Declared("status_listen", &NodeConfig::status_listen, "127.0.0.1:8007",
                         "Where /status, /status/ready and /metrics are served for probes and "
                         "Prometheus, written like proxy_listen."));
  all.push_back(Declared("ssl_cert", &NodeConfig::ssl_cert, "",
                         "PEM files of the certificate chains for all `ssl` listeners, several "
                         "separated by commas; the one is shown that holds the name a client asks "
                         "for, or else the first. With none a self-signed one is made in data_dir.")
                    .readable());
  all.push_back(Declared("ssl_cert_key", &NodeConfig::ssl_cert_key, "",
                         "PEM files of the private keys, one for each ssl_cert, in the same order.")
                    .readable());
  all.push_back(Declared("ssl_protocols", &NodeConfig::ssl_protocols, "TLSv1.2 TLSv1.3",
                         "TLS versions offered to clients.")
                    .also("nginx_http_ssl_protocols"));
  all.push_back(Declared("ssl_ciphers", &NodeConfig::ssl_ciphers, "",
                         "Cipher suites for TLS 1.2 as an OpenSSL list; with none those with "
                         "forward secrecy and AEAD."));
}

void add_store(std::vector<Setting>& all) {
  all.push_back(Declared("database", &NodeConfig::database, "sqlite",
                         "The store of everything the Admin API writes. `memory` forgets it all at "
                         "the end: for tests only."));
  all.push_back(Declared("data_dir", &NodeConfig::data_dir, "auto",
                         "Directory of all files Cardea writes. `auto`: /var/lib/cardea for root "
                         "and for systemd's service, otherwise "
                         "$XDG_STATE_HOME/cardea, that is ~/.local/state/cardea."));
  all.push_back(Declared("sqlite_path", &NodeConfig::sqlite_path, "cardea.db",
                         "The database file; relative paths start at data_dir."));
  all.push_back(Declared("keyring_path", &NodeConfig::keyring_path, "keyring",
                         "The file of keys that seal secrets in the store, made at the first "
                         "start; relative paths start at data_dir. "
                         "Without it the secrets are lost: back it up apart from the database."));
  all.push_back(Declared("mem_cache_size", &NodeConfig::mem_cache_size, "128m",
                         "Memory for credentials, consumers and other records kept at hand.")
                    .within({1U << 20U}, {std::uint64_t{1} << 40U}, "between 1m and 1024g"));
}

void add_clients(std::vector<Setting>& all) {
  all.push_back(Declared("trusted_ips", &NodeConfig::trusted_ips, "",
                         "Balancers and proxies in front of Cardea whose X-Forwarded-* and "
                         "real_ip_header are believed: addresses, CIDR "
                         "blocks, `unix:`."));
  all.push_back(Declared("real_ip_header", &NodeConfig::real_ip_header, "X-Real-IP",
                         "The header in which a trusted peer names the client's address.")
                    .also("nginx_proxy_real_ip_header")
                    .obeys([](const std::string& name) -> Status {
                      if (name == "proxy_protocol")
                        return wrong(
                            "asks for the PROXY protocol, which is not built yet; let the balancer "
                            "send a header");
                      if (name.empty() || name.find_first_of(" \t,;:\"") != std::string::npos)
                        return wrong("must be the name of a header, such as X-Forwarded-For");
                      return {};
                    }));
  all.push_back(Declared("real_ip_recursive", &NodeConfig::real_ip_recursive, "off",
                         "Take the last address in real_ip_header that is not trusted itself, "
                         "instead of the last one.")
                    .also("nginx_proxy_real_ip_recursive"));
  all.push_back(Declared("client_max_body_size", &NodeConfig::client_max_body_size, "0",
                         "Largest request body; larger ones are answered 413. 0: no limit.")
                    .also("nginx_http_client_max_body_size")
                    .also("nginx_proxy_client_max_body_size"));
  all.push_back(Declared("client_max_header_size", &NodeConfig::client_max_header_size, "32k",
                         "Largest request head, that is request line and fields together; larger "
                         "ones are answered 400.")
                    .within({1024}, {1U << 20U}, "between 1k and 1m"));
  all.push_back(Declared("client_max_headers", &NodeConfig::client_max_headers, "200",
                         "Most fields in a request head; more are answered 400.")
                    .within(10, 1000, "between 10 and 1000"));
  all.push_back(Declared("client_max_uri_size", &NodeConfig::client_max_uri_size, "8k",
                         "Longest request target; longer ones are answered 414.")
                    .within({256}, {1U << 20U}, "between 256 and 1m"));
  all.push_back(
      Declared("max_connections", &NodeConfig::max_connections, "auto",
               "Most client connections at one time, shared out among the cores; further ones "
               "are closed at once. `auto`: what the limit of open files allows, two "
               "files a connection.")
          .within(16, 10'000'000, "16 or more"));
}

void add_client_times(std::vector<Setting>& all) {
  all.push_back(Declared("client_header_timeout", &NodeConfig::client_header_timeout, "60s",
                         "Time for a client to send a whole request head.")
                    .also("nginx_http_client_header_timeout")
                    .also("nginx_proxy_client_header_timeout")
                    .within(milliseconds(10), day, "between 10ms and 1d"));
  all.push_back(Declared("client_body_timeout", &NodeConfig::client_body_timeout, "60s",
                         "Longest pause between two parts of a request body.")
                    .also("nginx_http_client_body_timeout")
                    .also("nginx_proxy_client_body_timeout")
                    .within(milliseconds(10), day, "between 10ms and 1d"));
  all.push_back(Declared("client_send_timeout", &NodeConfig::client_send_timeout, "60s",
                         "Longest time in which a client takes nothing of an answer.")
                    .also("nginx_http_send_timeout")
                    .also("nginx_proxy_send_timeout")
                    .within(milliseconds(10), day, "between 10ms and 1d"));
  all.push_back(Declared("client_keepalive_timeout", &NodeConfig::client_keepalive_timeout, "75s",
                         "How long an idle client connection stays open between requests.")
                    .also("nginx_http_keepalive_timeout")
                    .also("nginx_proxy_keepalive_timeout")
                    .within(milliseconds(0), day, "between 0 and 1d"));
  all.push_back(Declared("client_keepalive_requests", &NodeConfig::client_keepalive_requests,
                         "10000",
                         "Requests after which a client connection is closed. 0: no limit.")
                    .also("nginx_http_keepalive_requests")
                    .also("nginx_proxy_keepalive_requests"));
  all.push_back(Declared("unknown_credential_rate", &NodeConfig::unknown_credential_rate, "50",
                         "How many credentials that do not exist one client address may have "
                         "looked up in the store, a second; more get 429. 0: no limit.")
                    .within(0, 1'000'000, "between 0 and 1000000"));
  all.push_back(Declared("shutdown_timeout", &NodeConfig::shutdown_timeout, "10s",
                         "How long requests under way may go on after SIGTERM or SIGINT.")
                    .also("nginx_main_worker_shutdown_timeout")
                    .within(milliseconds(0), day, "between 0 and 1d"));
}

void add_upstreams(std::vector<Setting>& all) {
  all.push_back(Declared("upstream_keepalive_pool_size", &NodeConfig::upstream_keepalive_pool_size,
                         "512",
                         "Idle connections kept per core and upstream address. 0: none is kept."));
  all.push_back(Declared("upstream_keepalive_max_requests",
                         &NodeConfig::upstream_keepalive_max_requests, "10000",
                         "Requests after which an upstream connection is closed. 0: no limit."));
  all.push_back(Declared("upstream_keepalive_idle_timeout",
                         &NodeConfig::upstream_keepalive_idle_timeout, "60",
                         "How long an idle upstream connection is kept. 0: no limit.")
                    .within(milliseconds(0), day, "between 0 and 1d"));
  all.push_back(Declared("upstream_tls_verify", &NodeConfig::upstream_tls_verify, "on",
                         "Whether the certificate of an https upstream is verified when its "
                         "service does not say (tls_verify).")
                    .also("nginx_proxy_proxy_ssl_verify"));
  all.push_back(Declared("ssl_trusted_certificate", &NodeConfig::ssl_trusted_certificate, "system",
                         "PEM file of the authorities that upstreams' certificates are verified "
                         "against; `system`: Debian's ca-certificates.")
                    .also("lua_ssl_trusted_certificate")
                    .obeys([](const std::string& path) -> Status {
                      if (path.find(',') != std::string::npos)
                        return wrong("names several; put the certificates into one file");
                      return path.empty() || path == "system" ? Status() : check_readable(path);
                    }));
  all.push_back(Declared("ssl_verify_depth", &NodeConfig::ssl_verify_depth, "9",
                         "Most intermediate certificates in the chain of an upstream.")
                    .also("lua_ssl_verify_depth")
                    .within(0, 100, "between 0 and 100"));
}

void add_names(std::vector<Setting>& all) {
  all.push_back(
      Declared("dns_resolver", &NodeConfig::dns_resolver, "",
               "Name servers, each as IP or IP:port; with none those of /etc/resolv.conf."));
  all.push_back(Declared("dns_hostsfile", &NodeConfig::dns_hostsfile, "/etc/hosts",
                         "File of names that are never asked for.")
                    .readable());
  all.push_back(Declared("dns_order", &NodeConfig::dns_order, "A",
                         "Records upstream names are asked for: A, AAAA or both."));
  all.push_back(Declared("dns_valid_ttl", &NodeConfig::dns_valid_ttl, "",
                         "How long an answer holds, instead of its own TTL."));
  all.push_back(Declared("dns_stale_ttl", &NodeConfig::dns_stale_ttl, "3600",
                         "How long an answer that ran out is used while it is asked for again."));
  all.push_back(Declared("dns_not_found_ttl", &NodeConfig::dns_not_found_ttl, "30",
                         "How long `no such name` holds."));
  all.push_back(Declared("dns_error_ttl", &NodeConfig::dns_error_ttl, "1",
                         "How long a failed question is not repeated."));
  all.push_back(Declared("dns_cache_size", &NodeConfig::dns_cache_size, "10000",
                         "Most names remembered per core.")
                    .within(16, 10'000'000, "16 or more"));
}

void add_logs(std::vector<Setting>& all) {
  all.push_back(Declared("log_level", &NodeConfig::log_level, "notice",
                         "How grave a diagnostic must be to be written."));
  all.push_back(Declared("log_format", &NodeConfig::log_format, "text",
                         "How diagnostics are written: a line of text or a JSON object."));
  all.push_back(Declared("error_log", &NodeConfig::error_log, "/dev/stderr",
                         "Where diagnostics go: /dev/stderr or a file, which is opened anew at "
                         "SIGHUP; relative paths start at data_dir.")
                    .also("proxy_error_log"));
  all.push_back(Declared("proxy_access_log", &NodeConfig::proxy_access_log, "/dev/stdout",
                         "Where a JSON line per proxied request goes: /dev/stdout, a file (opened "
                         "anew at SIGHUP), or off.")
                    .obeys(obeys_log_path));
  all.push_back(Declared("admin_access_log", &NodeConfig::admin_access_log, "/dev/stdout",
                         "The same for requests to the Admin API.")
                    .obeys(obeys_log_path));
  all.push_back(Declared("decisions", &NodeConfig::decisions, "denials",
                         "Of which requests a record is kept for `cardea explain`: `denials` "
                         "(requests that did not reach their upstream or broke off), `all`, or "
                         "`off`. Passes can be kept for a while without a restart: PATCH "
                         "/decisions."));
  all.push_back(Declared("decisions_memory", &NodeConfig::decisions_memory, "32m",
                         "Memory for these records, all cores together, at least 32k a core; the "
                         "newest take the place of the oldest. A record takes about 1k.")
                    .within({64U << 10U}, {std::uint64_t{16} << 30U}, "between 64k and 16g"));
  all.push_back(Declared("headers", &NodeConfig::headers,
                         "server_tokens, latency_tokens, X-Kong-Request-Id",
                         "Headers Cardea adds to answers."));
  all.push_back(
      Declared("headers_upstream", &NodeConfig::headers_upstream, "X-Kong-Request-Id",
               "Headers Cardea adds to requests besides X-Forwarded-*: X-Kong-Request-Id or off."));
}

void add_passwords(std::vector<Setting>& all) {
  all.push_back(Declared("basic_auth_hash", &NodeConfig::basic_auth_hash, "argon2id",
                         "How passwords of basic-auth are kept. `argon2id`: hashes brought along "
                         "from Kong are taken and replaced at their next good use. `kong`: as Kong "
                         "does (SHA-1), for stores that Kong is to read again; whoever gets hold "
                         "of such hashes finds most passwords within hours."));
  all.push_back(Declared("basic_auth_threads", &NodeConfig::basic_auth_threads, "2",
                         "Threads that prove passwords, each with 19 MiB while it is busy. A "
                         "password that was proved is remembered until it changes, so this limits "
                         "first uses (some 30 a second and thread) and wrong passwords.")
                    .within(1, 64, "between 1 and 64"));
  all.push_back(Declared("basic_auth_queue", &NodeConfig::basic_auth_queue, "256",
                         "Passwords waiting for such a thread, of which one client address may "
                         "have a share; further ones are answered 503 with Retry-After.")
                    .within(1, 100'000, "between 1 and 100000"));
}

void add_operators(std::vector<Setting>& all) {
  all.push_back(Declared("admin_auth", &NodeConfig::admin_auth, "none",
                         "How the Admin API knows operators: `none` (who reaches it may do "
                         "everything) or `token` (one of admin_token as bearer token)."));
  all.push_back(
      Declared("admin_token", &NodeConfig::admin_token, "",
               "Tokens the Admin API takes, several while one is being replaced; better given in "
               "admin_token_file or the environment.")
          .secret()
          .obeys([](const std::vector<Secret>& tokens) -> Status {
            const bool weak = std::ranges::any_of(
                tokens, [](const Secret& token) { return token.reveal().size() < 16; });
            if (weak)
              return wrong(
                  "has a token of less than 16 characters; make one with `openssl rand -hex 24`");
            return {};
          }));
  all.push_back(Declared("admin_token_file", &NodeConfig::admin_token_file, "",
                         "A file with one such token a line.")
                    .readable());
  all.push_back(Declared("admin_allowed_hosts", &NodeConfig::admin_allowed_hosts, "",
                         "Names by which the Admin API may be called, besides IP addresses and "
                         "localhost; others are refused, because a "
                         "browser may have been tricked."));
  all.push_back(Declared("admin_client_max_body_size", &NodeConfig::admin_client_max_body_size,
                         "10m", "Largest body of an Admin API request.")
                    .also("nginx_admin_client_max_body_size")
                    .within({1024}, {1U << 30U}, "between 1k and 1g"));
}

void add_tokens(std::vector<Setting>& all) {
  all.push_back(Declared("jwt_ignore_unlisted_claims", &NodeConfig::jwt_ignore_unlisted_claims,
                         "off",
                         "Kong's way with tokens, for the time of a migration: `exp` and `nbf` "
                         "count only where a plugin's claims_to_verify names them, so that expired "
                         "tokens pass elsewhere. Warned of at every start."));
}

void add_process(std::vector<Setting>& all) {
  all.push_back(
      Declared("workers", &NodeConfig::workers, "auto",
               "Threads that serve, one a core. `auto`: as many as CPUs this process may use.")
          .also("nginx_worker_processes")
          .also("nginx_main_worker_processes")
          .within(1, 1024, "auto, or between 1 and 1024"));
  all.push_back(Declared("node_id", &NodeConfig::node_id, "auto",
                         "UUID of this process. `auto`: a new one at each start.")
                    .obeys([](const std::string& id) -> Status {
                      if (!is_uuid(id))
                        return wrong(
                            "must be a UUID, such as 4f9e3b1a-6c1d-4b8a-9f0e-2d7c5a3b1e60");
                      return {};
                    }));
}

std::vector<Setting> make_settings() {
  std::vector<Setting> all;
  add_listeners(all);
  add_store(all);
  add_clients(all);
  add_client_times(all);
  add_upstreams(all);
  add_names(all);
  add_logs(all);
  add_passwords(all);
  add_operators(all);
  add_tokens(all);
  add_process(all);
  return all;
}

}  // namespace

Status check_readable(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0)
    return wrong(fmt::format("cannot be read ({}): {}", path, std::strerror(errno)));
  ::close(descriptor);
  return {};
}

const std::vector<Setting>& settings() {
  static const std::vector<Setting> all = make_settings();
  return all;
}

const Setting* find_setting(std::string_view name) {
  for (const auto& setting : settings()) {
    if (setting.name == name || std::ranges::find(setting.aliases, name) != setting.aliases.end())
      return &setting;
  }
  return nullptr;
}

}  // namespace cardea::app
