// SPDX-License-Identifier: Apache-2.0
// Everything about this process that is decided before it starts: where it listens, where its data
// is, how much it may use. What traffic it carries is not here but in the store. Filled by
// load_settings from the declarations in settings.cpp, which also hold the defaults: a NodeConfig
// made by hand is empty.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/listen_on.h"
#include "base/secret.h"
#include "base/time.h"
#include "crypto/password_hash.h"
#include "net/address.h"
#include "net/tls.h"
#include "observe/decisions.h"
#include "observe/log.h"

namespace cardea::app {

enum class Database : std::uint8_t { sqlite, memory };
enum class AdminAuth : std::uint8_t { none, token };
enum class LogFormat : std::uint8_t { text, json };

/// A number of bytes.
struct Bytes {
  std::uint64_t count = 0;
  friend auto operator<=>(const Bytes&, const Bytes&) = default;
};

/// Which headers of our own an answer carries (Kong's `headers`).
struct AnswerHeaders {
  bool server = false;
  bool via = false;
  bool proxy_latency = false;
  bool upstream_latency = false;
  bool response_latency = false;
  bool admin_latency = false;
  bool upstream_status = false;
  bool request_id = false;
  friend bool operator==(const AnswerHeaders&, const AnswerHeaders&) = default;
};

/// Which headers of our own, besides X-Forwarded-*, a request to an upstream carries.
struct UpstreamHeaders {
  bool request_id = false;
  friend bool operator==(const UpstreamHeaders&, const UpstreamHeaders&) = default;
};

/// Which kinds of address records are asked for.
struct DnsOrder {
  bool ipv4 = false;
  bool ipv6 = false;
  friend bool operator==(const DnsOrder&, const DnsOrder&) = default;
};

// One of it exists: the order is for readers.
struct NodeConfig {  // NOLINT(clang-analyzer-optin.performance.Padding)
  // Listeners; empty: off.
  std::vector<ListenOn> proxy_listen;
  std::vector<ListenOn> admin_listen;
  std::vector<ListenOn> status_listen;

  // TLS towards clients. As many keys as certificates; none: one is made in data_dir.
  std::vector<std::string> ssl_cert;
  std::vector<std::string> ssl_cert_key;
  net::TlsVersions ssl_protocols;
  std::string ssl_ciphers;  ///< empty: ECDHE with AEAD

  // The store.
  Database database = Database::sqlite;
  std::string data_dir;
  std::string sqlite_path;
  std::string keyring_path;
  Bytes mem_cache_size;

  // Who is at the other end.
  net::CidrSet trusted_ips;
  std::string real_ip_header;
  bool real_ip_recursive = false;

  // Limits towards clients.
  Bytes client_max_body_size;  ///< 0: no limit
  Bytes client_max_header_size;
  unsigned client_max_headers = 0;
  Bytes client_max_uri_size;
  unsigned max_connections = 0;  ///< on all proxy listeners together
  Duration client_header_timeout{};
  Duration client_body_timeout{};
  Duration client_send_timeout{};
  Duration client_keepalive_timeout{};
  unsigned client_keepalive_requests = 0;
  unsigned unknown_credential_rate = 0;  ///< a second and client address; 0: no limit
  Duration shutdown_timeout{};

  // Upstreams.
  unsigned upstream_keepalive_pool_size =
      0;  ///< idle connections kept per core and address; 0: none
  unsigned upstream_keepalive_max_requests = 0;  ///< 0: no limit
  Duration upstream_keepalive_idle_timeout{};    ///< 0: no limit
  bool upstream_tls_verify = false;
  std::string ssl_trusted_certificate;  ///< a PEM file, or `system`
  unsigned ssl_verify_depth = 0;

  // Names.
  std::vector<std::string> dns_resolver;
  std::string dns_hostsfile;
  DnsOrder dns_order;
  std::optional<Duration> dns_valid_ttl;
  Duration dns_stale_ttl{};
  Duration dns_not_found_ttl{};
  Duration dns_error_ttl{};
  unsigned dns_cache_size = 0;

  // Logs.
  observe::Severity log_level = observe::Severity::notice;
  LogFormat log_format = LogFormat::text;
  std::string error_log;         ///< a path, or `/dev/stderr`
  std::string proxy_access_log;  ///< a path, `/dev/stdout`, or `off`
  std::string admin_access_log;
  observe::KeptDecisions decisions = observe::KeptDecisions::denials;
  Bytes decisions_memory;  ///< all cores together
  AnswerHeaders headers;
  UpstreamHeaders headers_upstream;

  // Passwords.
  crypto::PasswordForm basic_auth_hash = crypto::PasswordForm::argon2id;  ///< of new ones
  unsigned basic_auth_threads = 0;                                        ///< that prove them
  unsigned basic_auth_queue = 0;  ///< passwords waiting for one, of all clients together

  // Operators.
  AdminAuth admin_auth = AdminAuth::none;
  std::vector<Secret> admin_token;
  std::string admin_token_file;                  ///< its tokens are in admin_token too
  std::vector<std::string> admin_allowed_hosts;  ///< lower case
  Bytes admin_client_max_body_size;

  // Tokens.
  bool jwt_ignore_unlisted_claims = false;

  // The process.
  unsigned workers = 0;
  std::string node_id;  ///< lower-case UUID
};

}  // namespace cardea::app
